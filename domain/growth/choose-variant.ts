import { createHash } from "node:crypto";

/**
 * Which of the variants a customer gets: the same each time it is asked, and over many customers each as often as its
 * weight says. Pure.
 */
export function chooseVariant<One extends { weight: number }>(
  variants: readonly One[],
  { campaignId, customerId }: { campaignId: string; customerId: string },
): One | null {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return null;
  const hash = createHash("sha256").update(`${campaignId}:${customerId}`).digest().readUIntBE(0, 6);
  let left = hash % total;
  for (const variant of variants) {
    if (left < variant.weight) return variant;
    left -= variant.weight;
  }
  return null;
}
