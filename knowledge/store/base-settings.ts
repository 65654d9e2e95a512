import { z } from "zod";
import { languages } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError } from "../../infra/errors.ts";
import { markChanged } from "./knowledge-bases.ts";

/** What may be set of one knowledge base, where it is not to be as everywhere. */
const BaseSettings = z.strictObject({
  /** Confidence from which it answers. */
  threshold: z.number().min(0.05).max(0.99).optional(),
  /** Of texts whose language nothing tells, such as tables of figures. */
  language: z.enum(languages).optional(),
});
export type BaseSettings = z.infer<typeof BaseSettings>;

/**
 * Reads `threshold=0.7 language=zh`; a word with nothing after the `=` is no longer set, and comes back as null.
 * @throws InputError naming what may be written.
 */
export function parseBaseSettings(words: readonly string[]): Record<string, unknown> {
  const entries = words.map((word) => {
    const [, key = "", value = ""] = /^([a-z]+)=(.*)$/.exec(word) ?? [];
    return [key, value === "" ? null : key === "threshold" ? Number(value) : value] as const;
  });
  const known = Object.keys(BaseSettings.shape);
  const wanted = Object.fromEntries(entries);
  const kept = Object.fromEntries(entries.filter(([, value]) => value !== null));
  if (!entries.every(([key]) => known.includes(key)) || !BaseSettings.safeParse(kept).success) {
    throw new InputError(
      "Write threshold=0.7 (0.05 to 0.99) or language=zh (or en); threshold= alone, and it is as everywhere again.",
    );
  }
  return wanted;
}

/** Changes what is set of a knowledge base, and tells every process; what is set then comes back. Null is no longer set. */
export async function saveBaseSettings(
  scope: OrgScope,
  kbId: string,
  wanted: Readonly<Record<string, unknown>>,
): Promise<BaseSettings> {
  const { rows } = await scope.trx.raw(
    `UPDATE knowledge_bases SET settings = jsonb_strip_nulls(settings || ?::jsonb), updated_at = now()
     WHERE org_id = ? AND id = ? RETURNING settings`,
    [JSON.stringify(wanted), scope.orgId, kbId],
  );
  await markChanged(scope, kbId);
  return BaseSettings.parse(rows[0].settings);
}

/** Says in a sentence what a knowledge base is for; null takes that away. */
export async function describeBase({ orgId, trx }: OrgScope, kbId: string, description: string | null): Promise<void> {
  await trx("knowledge_bases").where({ org_id: orgId, id: kbId }).update({ description, updated_at: trx.fn.now() });
}
