import { fold } from "../text/fold.ts";

export const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);
export const DAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const CHINESE_DAYS = "日一二三四五六";

/** Months and days of the week that a text names, in one spelling for both languages. */
export function datesOf(text: string): Set<string> {
  const plain = fold(text);
  return new Set([...monthsOf(plain), ...daysOf(plain), ...spannedDays(plain)]);
}

function monthsOf(plain: string): string[] {
  const named = MONTHS.flatMap((month, index) => (monthPattern(month).test(plain) ? [`month ${index + 1}`] : []));
  const figures = [...plain.matchAll(/(?<!\d)(\d{1,2})月|\d{4}[-/.](\d{1,2})[-/.]\d/g)];
  return [...named, ...figures.map(([, chinese, iso]) => `month ${Number(chinese ?? iso)}`)];
}

/** "May" is a month only beside a figure or after a preposition; short forms only beside a figure. */
function monthPattern(month: string): RegExp {
  if (month === "may")
    return /\b(?:in|on|by|until|since|from|before|after|\d{1,2}(?:st|nd|rd|th)?(?: of)?) may\b|\bmay \d/;
  const short = month.slice(0, 3);
  return new RegExp(String.raw`\b${month}\b|\b${short}\.? ?\d|\d ${short}\b`);
}

function daysOf(plain: string): string[] {
  const english = DAYS.flatMap((day, index) =>
    new RegExp(String.raw`\b${day}s?\b`).test(plain) ? [`day ${index}`] : [],
  );
  const chinese = [...plain.matchAll(/(?:星期|周|礼拜)([日天一二三四五六])/g)];
  return [...english, ...chinese.map(([, day = ""]) => `day ${dayIndex(day)}`)];
}

const DAY = `(?:星期|周|礼拜)?(${DAYS.join("|")}|[日天一二三四五六])`;
const SPAN = new RegExp(`${DAY}\\s?(?:to|through|[-–—~至到])\\s?${DAY}`, "g");

/** "Monday to Friday" names the days between them too. */
function spannedDays(plain: string): string[] {
  return [...plain.matchAll(SPAN)].flatMap(([whole, from = "", to = ""]) => {
    if (!/星期|周|礼拜|day/.test(whole)) return [];
    const length = (dayIndex(to) - dayIndex(from) + 7) % 7;
    return Array.from({ length: length + 1 }, (_, step) => `day ${(dayIndex(from) + step) % 7}`);
  });
}

function dayIndex(name: string): number {
  return Math.max(DAYS.indexOf(name), CHINESE_DAYS.indexOf(name.replace("天", "日")));
}
