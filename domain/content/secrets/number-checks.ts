import { countrySpecs, isValidIBAN } from "ibantools";

/** True when the digits pass the check that every payment card passes (ISO/IEC 7812, Luhn). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

// The lengths that the issuers of a first digit use. What begins otherwise (a time stamp, a telephone number with its
// country, a number that begins with a year) is no card, whether it passes the check by chance or not.
const cardShapes: readonly RegExp[] = [
  /^4(\d{12}|\d{15}|\d{17}|\d{18})$/,
  /^5\d{12,18}$/,
  /^6\d{12,18}$/,
  /^3([47]\d{13}|[0689]\d{12}|5\d{14})$/,
  /^2[2-7]\d{14}$/,
  /^9\d{15,18}$/,
];

/** True for 13 to 19 digits that some issuer could have put on a card. */
export function isCardNumber(digits: string): boolean {
  return cardShapes.some((shape) => shape.test(digits)) && passesLuhn(digits);
}

const provinces = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(" "),
);
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A Chinese resident's number: 18 characters with birthday and check character (GB 11643), or the older 15 digits. */
export function isChineseId(value: string): boolean {
  if (!provinces.has(value.slice(0, 2))) return false;
  if (/^\d{15}$/.test(value)) return isDate(`19${value.slice(6, 12)}`);
  if (!/^\d{17}[\dXx]$/.test(value) || !/^(18|19|20)/.test(value.slice(6)) || !isDate(value.slice(6, 14))) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(value[index]), 0);
  return "10X98765432"[sum % 11] === value[17]?.toUpperCase();
}

function isDate(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** How many characters the bank account numbers of a country have (`DE`: 22); undefined where there are none. */
export function lengthOfIban(country: string): number | undefined {
  return countrySpecs[country.toUpperCase()]?.chars ?? undefined;
}

/** An international bank account number with its country's form and its check digits (ISO 13616). */
export function isIban(value: string): boolean {
  return isValidIBAN(value.toUpperCase());
}
