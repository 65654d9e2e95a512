import type { InlineKeyboardMarkup, MessageEntity } from "grammy/types";
import { z } from "zod";
import { badRequest } from "./bot-api-error.ts";

/** Outside of JSON bodies, objects arrive as JSON in a text. */
const json = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  }, schema);

export const integer = z.coerce.number().int();
export const flag = z.union([z.boolean(), z.stringbool()]);

export const entities = json(z.array(z.looseObject({ type: z.string(), offset: z.int(), length: z.int() }))).transform(
  (list) => list as unknown as MessageEntity[],
); // Their kinds are Telegram's; here only their places matter.

export const keyboard = json(
  z.looseObject({
    inline_keyboard: z.array(
      z.array(z.looseObject({ text: z.string(), callback_data: z.string().optional(), url: z.string().optional() })),
    ),
  }),
).transform((markup) => markup as unknown as InlineKeyboardMarkup); // Each button is checked by `checkKeyboard`.

export const replyParameters = json(
  z.looseObject({ message_id: z.int(), allow_sending_without_reply: z.boolean().optional() }),
);

export const commandScope = json(z.looseObject({ type: z.string(), chat_id: integer.optional() }));

export const commandList = json(
  z
    .array(
      z.object({
        command: z.string().regex(/^[a-z0-9_]{1,32}$/),
        description: z.string().min(1).max(256),
      }),
    )
    .max(100),
);

export const textList = json(z.array(z.string()));

/** The parameters, or a refusal that names the first one that is wrong. */
export function read<T extends z.ZodType>(schema: T, params: Record<string, unknown>): z.infer<T> {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw badRequest(`parameter "${issue?.path.join(".") ?? ""}" is wrong: ${issue?.message ?? ""}`);
}
