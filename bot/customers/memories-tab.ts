import { recallMemories } from "../../domain/memory/recall.ts";
import { withheldWords } from "../desk/text-withheld.ts";
import { listMemory } from "../memory/say-memory.ts";
import { paragraph, type RichText } from "../ports/rich-text.ts";
import type { CustomerView } from "./customer-view.ts";

const SHOWN = 10;

/** What is remembered of the customer and still holds, what matters most first. */
export async function memoriesTab(view: CustomerView & { now: Date }): Promise<RichText> {
  if (view.isWithheld) return [paragraph(`🔒 ${withheldWords[view.language]}`)];
  const about = { customerId: view.customer.id, limit: SHOWN, now: view.now };
  const memories = await recallMemories(view.scope, about);
  if (memories.length === 0) return [];
  return [
    { type: "list", ordered: false, items: memories.map((one) => [{ type: "text", text: listMemory(one, view) }]) },
  ];
}
