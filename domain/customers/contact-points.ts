import {
  type CountryCode,
  findPhoneNumbersInText,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../organisation/settings/setting.ts";

/** Ways to reach somebody, spelled so that two are equal exactly when they are the same. */
export interface ContactPoints {
  /** E.164: `+8613800138000`. */
  phone: string | null;
  email: string | null;
  wechat: string | null;
}

/** Two letters (ISO 3166), in either case. */
export const organizationCountry = defineSetting<string, "organization.country">(
  "organization.country",
  z
    .string()
    .toUpperCase()
    .refine((code) => isSupportedCountry(code)),
  "CN",
);

/** Whose numbers are those written without a country: setting `organization.country`. */
export function phoneCountryOf(settings: Settings): CountryCode {
  const country = readSetting(settings, organizationCountry);
  // The schema says so; the type of a refined text does not.
  return country as CountryCode;
}

/** A phone number in E.164, read with the given country where it names none; null when it cannot be one. */
export function normalPhone(text: string, country: CountryCode): string | null {
  const folded = text.normalize("NFKC").trim().replace(/^00/, "+");
  if (folded.length > 40) return null;
  const number = parsePhoneNumberFromString(folded, country);
  return number?.isValid() ? number.number : null;
}

const EMAIL = /[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/iu;

/** An e-mail address in small letters; null when it is not one. */
export function normalEmail(text: string): string | null {
  const folded = text.normalize("NFKC").trim().toLowerCase();
  return folded.length <= 254 && new RegExp(`^${EMAIL.source}$`, "iu").test(folded) ? folded : null;
}

// WeChat's own rule: a letter, then 5 to 19 letters, digits, hyphens or underscores.
const WECHAT = /[a-z][a-z0-9_-]{5,19}/iu;

/** A WeChat id in small letters; null when it is not one. */
export function normalWechat(text: string): string | null {
  const folded = text.normalize("NFKC").trim().toLowerCase();
  return new RegExp(`^${WECHAT.source}$`, "iu").test(folded) ? folded : null;
}

const NAMED_WECHAT = new RegExp(
  `(?:微信号|微信|wechat|weixin|\\bwx)(?:\\s*id)?\\s*(?:[:：]|是|is)\\s*(${WECHAT.source})(?![a-z0-9@])`,
  "iu",
);
// Looking for numbers in rows of digits is slow.
const MAX_READ = 600;

/**
 * The ways to reach them that somebody wrote into a message. A phone number without `+` counts where it is a
 * mobile one (dates and amounts are valid landlines), an e-mail address anywhere, a WeChat id only where the words call
 * it one.
 */
export function findContactPoints(message: string, country: CountryCode): ContactPoints {
  const text = message.slice(0, MAX_READ).normalize("NFKC");
  const [phone] = findPhoneNumbersInText(text, country).filter(
    ({ number, startsAt }) => number.isValid() && (text[startsAt] === "+" || isMobile(number)),
  );
  const email = EMAIL.exec(text)?.[0] ?? null;
  const wechat = NAMED_WECHAT.exec(text)?.[1] ?? null;
  return {
    phone: phone?.number.number ?? null,
    email: email === null ? null : normalEmail(email),
    wechat: wechat === null ? null : normalWechat(wechat),
  };
}

function isMobile(number: PhoneNumber): boolean {
  const type = number.getType();
  return type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE";
}
