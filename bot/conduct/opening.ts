import { z } from "zod";
import { type Language, languages } from "../../domain/language/language.ts";

const inEach = <T extends z.ZodType>(text: T) => z.strictObject({ zh: text.optional(), en: text.optional() });

/** The setting `conduct.opening_notice`: recording, copies, licence. Stands before the first text of a conversation. */
export const openingNoticeSchema = inEach(z.string().trim().min(1).max(600));
export type OpeningNotice = z.infer<typeof openingNoticeSchema>;

/** The setting `conduct.person_signature`: how a person says who they are, with {name} and, where given, {licence}. */
export const personSignatureSchema = inEach(
  z
    .string()
    .trim()
    .max(200)
    .refine((text) => text.includes("{name}"), "must contain {name}"),
);
export type PersonSignature = z.infer<typeof personSignatureSchema>;

/** A text in the language asked for, else in the one there is; null where there is none. */
export function textIn(texts: Partial<Record<Language, string | undefined>>, language: Language): string | null {
  return texts[language] ?? languages.map((one) => texts[one]).find((text) => text !== undefined) ?? null;
}

/** A person's name and licence in the organisation's words. Who has no licence loses the part of the words about it. */
export function signatureOf(template: string, person: { name: string; licence: string | null }): string {
  const words = person.licence === null ? template.replace(aboutLicence, "").replace("{licence}", "") : template;
  return words
    .replace("{licence}", () => person.licence ?? "")
    .replace("{name}", () => person.name)
    .trim();
}

/** From the comma, bracket or dot before {licence} to the end of what it begins. */
const aboutLicence = /\s*[,，;；·|(（[][^,，;；·|()（）[\]{}]*\{licence\}[^,，;；·|()（）[\]{}]*[)）\]]?/u;
