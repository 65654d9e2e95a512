import { z } from "zod";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import { asSeen, type ShownMessage } from "./shown-message.ts";
import type { World } from "./world.ts";

/** 更新模版卡片消息 (path 94888): a code works once, within 72 hours. */
const CODE_MS = 72 * 3_600_000;
const MAX_BUTTONS = 6;

/** 模板卡片 / 按钮交互型 (path 90236). */
export const templateCard = z.object({
  card_type: z.literal("button_interaction"),
  main_title: z.object({ title: z.string().optional(), desc: z.string().optional() }).optional(),
  sub_title_text: z.string().optional(),
  task_id: z
    .string()
    .regex(/^[0-9A-Za-z_@-]{1,128}$/)
    .optional(),
  button_list: z.array(
    z.object({
      text: z.string().min(1),
      type: z.number().default(0),
      key: z.string().min(1).max(1024).optional(),
      url: z.string().optional(),
    }),
  ),
});
type Card = z.infer<typeof templateCard>;

/** Cards that were sent, and the codes that change them. */
export interface Cards {
  /** Checks and remembers a new card; gives its first code. */
  keep(msgid: string, card: Card): string;
  replace(msgid: string, card: Card): void;
  taskIdOf(msgid: string): string;
  newCode(msgid: string): string;
  /** The message that a code belongs to; undefined when it is unknown, used or too old. */
  spend(code: string): string | undefined;
  shown(card: Card): Pick<ShownMessage, "text" | "buttons">;
}

export function createCards(world: World): Cards {
  const byMessage = new Map<string, Card>();
  const taskIds = new Set<string>();
  const codes = new Map<string, { msgid: string; until: number }>();
  const newCode = (msgid: string): string => {
    const code = `code-${world.nextNumber()}`;
    codes.set(code, { msgid, until: world.now() + CODE_MS });
    return code;
  };
  return {
    newCode,
    keep: (msgid, card) => {
      if (!card.task_id || card.button_list.length > MAX_BUTTONS || !wordsOf(card)) {
        throw new WecomRefusal(errcodes.invalidParameter);
      }
      if (taskIds.has(card.task_id)) throw new WecomRefusal(errcodes.usedTaskId);
      taskIds.add(card.task_id);
      byMessage.set(msgid, card);
      return newCode(msgid);
    },
    replace: (msgid, card) => byMessage.set(msgid, { ...card, task_id: byMessage.get(msgid)?.task_id }),
    taskIdOf: (msgid) => byMessage.get(msgid)?.task_id ?? "",
    spend: (code) => {
      const found = codes.get(code);
      codes.delete(code);
      return found && found.until > world.now() ? found.msgid : undefined;
    },
    shown: (card) => ({
      text: asSeen(wordsOf(card)),
      buttons: card.button_list.map(({ text, key, url }) => ({ id: key ?? "", label: text, ...(url ? { url } : {}) })),
    }),
  };
}

const wordsOf = ({ main_title, sub_title_text }: Card): string =>
  [main_title?.title, main_title?.desc, sub_title_text].filter(Boolean).join("\n");
