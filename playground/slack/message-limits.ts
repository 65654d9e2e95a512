import { MethodError } from "./method.ts";

type Part = Record<string, unknown>;

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isPart) : []);

/** Refuses what Slack refuses: the sizes of "chat.postMessage" and of the "Block Kit reference". */
export function checkMessage(text: string, blocks: unknown, { hasFiles = false } = {}): Part[] {
  if (blocks !== undefined && !Array.isArray(blocks)) throw new MethodError("invalid_blocks_format");
  const parts = list(blocks);
  if (text.trim() === "" && parts.length === 0 && !hasFiles) throw new MethodError("no_text");
  if (text.length > 40_000) throw new MethodError("msg_too_long");
  if (parts.length > 50) throw new MethodError("invalid_blocks");
  parts.forEach(checkBlock);
  // The sum is enforced but not documented: slackapi/bolt-js#2509.
  if (textLength(parts) > 12_000) throw new MethodError("msg_blocks_too_long");
  return parts;
}

function checkBlock(block: Part): void {
  switch (block["type"]) {
    case "section":
      within(isPart(block["text"]) ? block["text"]["text"] : "", 3_000);
      break;
    case "header":
      within(isPart(block["text"]) ? block["text"]["text"] : "", 150);
      break;
    case "actions":
      checkActions(list(block["elements"]));
      break;
    case "rich_text":
      checkRichText(list(block["elements"]));
      break;
    case "context":
    case "divider":
    case "image":
    case "markdown":
      break;
    default:
      throw new MethodError("invalid_blocks");
  }
}

function checkActions(elements: Part[]): void {
  if (elements.length < 1 || elements.length > 25) throw new MethodError("invalid_blocks");
  const ids = elements.map((element) => element["action_id"]);
  if (new Set(ids).size !== ids.length) throw new MethodError("invalid_blocks");
  for (const element of elements) {
    within(isPart(element["text"]) ? element["text"]["text"] : "", 75);
    if (element["value"] !== undefined) within(element["value"], 2_000);
    within(element["action_id"], 255);
  }
}

/** Empty elements are refused everywhere in rich text. */
function checkRichText(elements: Part[]): void {
  if (elements.length === 0) throw new MethodError("invalid_blocks");
  for (const element of elements) {
    if (element["elements"] !== undefined) checkRichText(list(element["elements"]));
    if (element["type"] === "text") within(element["text"], 12_000);
    if (element["type"] === "link" && typeof element["url"] !== "string") throw new MethodError("invalid_blocks");
  }
}

function within(value: unknown, max: number): void {
  if (typeof value !== "string" || value.length < 1 || value.length > max) throw new MethodError("invalid_blocks");
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (!isPart(value)) return 0;
  const own = typeof value["text"] === "string" ? value["text"].length : 0;
  return own + Object.values(value).reduce((sum: number, one) => sum + textLength(one), 0);
}
