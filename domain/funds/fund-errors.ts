import { ConflictError, InputError, NotFoundError } from "../../infra/errors.ts";
import type { Language } from "../language/language.ts";

type Words = Record<Language, string>;

/** What a person, a file or another system gave us about money does not fit, in words for whoever reads it. */
export const wrongFunds = (words: Words) => new InputError(words.en, { words });

/** It contradicts what is recorded. */
export const contradictsFunds = (words: Words, details: Record<string, unknown> = {}) =>
  new ConflictError(words.en, { ...details, words });

/** There is no such money. */
export const noSuchFunds = (words: Words) => new NotFoundError(words.en, { words });
