import { memoryCategories } from "../../domain/content/knowledge-words.ts";
import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { CodeOf } from "../../domain/language/word-list.ts";
import { withheldWords } from "../desk/text-withheld.ts";
import { type Inline, paragraph, type RichText } from "../ports/rich-text.ts";
import { type CustomerView, oneLine, sayMinute } from "./customer-view.ts";

const SHOWN = 10;

interface Memory {
  words: string;
  category: CodeOf<typeof memoryCategories> | null;
  created_at: Date;
}

/** What is remembered of the customer and still holds, what matters most first. */
export async function memoriesTab(view: CustomerView): Promise<RichText> {
  if (view.isWithheld) return [paragraph(`🔒 ${withheldWords[view.language]}`)];
  const memories = await readMemories(view, SHOWN);
  if (memories.length === 0) return [];
  return [{ type: "list", ordered: false, items: memories.map((one) => shown(view, one)) }];
}

async function readMemories({ scope, customer }: CustomerView, limit: number): Promise<Memory[]> {
  const { rows } = await scope.trx.raw(
    `SELECT coalesce(summary, content) AS words, category, created_at FROM memories
     WHERE org_id = ? AND customer_id = ? AND (valid_to IS NULL OR valid_to > now())
     ORDER BY importance DESC, created_at DESC LIMIT ?`,
    [scope.orgId, customer.id, limit],
  );
  return rows;
}

function shown(view: CustomerView, { words, category, created_at }: Memory): Inline[] {
  const what = category === null ? "" : ` (${memoryCategories.label(category, view.language)})`;
  const day = sayMinute(view, created_at).slice(0, 10);
  return [{ type: "text", text: `${day}${what}: ${oneLine(maskSecrets(words))}` }];
}
