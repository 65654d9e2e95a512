import type { Language } from "../../domain/language/language.ts";
import { InputError } from "../../infra/errors.ts";

/** What is wrong with a file, for the person who imports it: the message is the English, `details.words` has both. */
export function fileProblem(words: Record<Language, string>): InputError {
  return new InputError(words.en, { words });
}

/** A problem in both languages. What `getPublic` says of an address of the web is English alone, and stays so. */
export function problemWords({ message, details }: InputError): Record<Language, string> {
  const words = details["words"] as Record<Language, string> | undefined;
  return words ?? { en: message, zh: message };
}
