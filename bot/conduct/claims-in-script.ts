import type { ScriptWords } from "../../domain/content/script.ts";
import { type ClaimPolicy, checkClaims } from "./prohibited-claims.ts";

/** The words of a script that would be held on their way to a customer, in either language or in what is to follow it. */
export function claimsInScript(
  script: Pick<ScriptWords, "contentCn" | "contentEn" | "followUp">,
  policy: ClaimPolicy,
): string[] {
  const texts = [script.contentCn, script.contentEn ?? "", ...script.followUp.flatMap(textsIn)];
  const words = texts.flatMap((text) => {
    const check = checkClaims(text, policy);
    return check.ok ? [] : check.hits.map((hit) => hit.words);
  });
  return [...new Set(words)];
}

/** A follow-up is a text, or an object that holds some. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
