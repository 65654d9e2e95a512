import { InputError } from "../../infra/errors.ts";

/** The numbers of a list that somebody named. @throws InputError for what that list, such as `parked list`, never shows. */
export function readNumbers(words: readonly string[], list: string): number[] {
  return [...new Set(words)].map((word) => {
    const [, digits] = /^#?(\d+)$/.exec(word) ?? [];
    const number = Number(digits);
    if (Number.isSafeInteger(number) && number > 0) return number;
    throw new InputError(`"${word.slice(0, 60)}" is no number of deskhand ${list}, such as 1042`);
  });
}
