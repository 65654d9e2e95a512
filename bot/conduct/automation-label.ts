import type { Language } from "../../domain/language/language.ts";
import type { RichText } from "../ports/rich-text.ts";
import { type Wording, wordingOf } from "./wording.ts";

/**
 * The first automated message of a conversation, with the statement that it is automated and the way to a person. The
 * statement stands first: it is then in the first part when the message is cut, and whatever a platform drops at the end.
 */
export function withAutomationLabel(content: RichText, language: Language, own?: Wording): RichText {
  const label = wordingOf("automation_label", language, own);
  return [{ type: "paragraph", children: [{ type: "italic", children: [{ type: "text", text: label }] }] }, ...content];
}
