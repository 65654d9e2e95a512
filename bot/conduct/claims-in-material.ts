import { type MaterialWords, textOfMaterial } from "../../domain/content/materials/material.ts";
import { type ClaimPolicy, checkClaims } from "./prohibited-claims.ts";

/** The words of a material that would be held on their way to a customer: its text, or its file's name. */
export function claimsInMaterial(material: MaterialWords, policy: ClaimPolicy): string[] {
  const words = [textOfMaterial(material), material.fileName ?? ""].flatMap((text) => {
    const check = checkClaims(text, policy);
    return check.ok ? [] : check.hits.map((hit) => hit.words);
  });
  return [...new Set(words)];
}
