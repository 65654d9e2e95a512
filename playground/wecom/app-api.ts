import { z } from "zod";
import type { WecomAccount } from "./account.ts";
import { type ApiRoutes, bodyOf, ok } from "./api-call.ts";
import { type Cards, templateCard } from "./cards.ts";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import { mediaOf } from "./media-api.ts";
import { readMarkdown, readText } from "./read-markup.ts";
import { type ShownMessage, shownMessage } from "./shown-message.ts";
import { appChatOf, type Member, type World } from "./world.ts";

/** 发送应用消息 (path 90236): longer texts are cut off without a word. */
const MAX_TEXT_BYTES = 2048;
/** The same page: the surplus is dropped without an error. */
const MAX_PER_MEMBER_AND_MINUTE = 30;
const RECALL_MS = 24 * 3_600_000;

const SendBody = z.object({
  touser: z.string(),
  agentid: z.number(),
  msgtype: z.string(),
  text: z.object({ content: z.string().min(1) }).optional(),
  markdown: z.object({ content: z.string().min(1) }).optional(),
  image: z.object({ media_id: z.string() }).optional(),
  file: z.object({ media_id: z.string() }).optional(),
  template_card: templateCard.optional(),
  enable_duplicate_check: z.number().optional(),
  duplicate_check_interval: z
    .number()
    .max(4 * 3600)
    .optional(),
});
type SendBody = z.infer<typeof SendBody>;

const UpdateBody = z.object({ agentid: z.number(), response_code: z.string(), template_card: templateCard });

/** The interfaces of the self-built app: messages, cards, members. */
export function appRoutes(
  account: WecomAccount,
  world: World,
  cards: Cards,
  secondMs = 1_000,
  onDropped: () => void = () => undefined,
): ApiRoutes {
  const requests = new Map<string, number>();
  const sentAt = new Map<string, number[]>();

  /** Whether an equal request came within the interval; remembers this one. */
  const isRepeated = (raw: string, body: SendBody): boolean => {
    if (body.enable_duplicate_check !== 1) return false;
    if ((requests.get(raw) ?? 0) > world.now()) return true;
    requests.set(raw, world.now() + (body.duplicate_check_interval ?? 1800) * 1000);
    return false;
  };

  const isDropped = (userId: string): boolean => {
    const recent = (sentAt.get(userId) ?? []).filter((at) => at > world.now() - 60 * secondMs);
    sentAt.set(userId, [...recent, world.now()]);
    if (recent.length < MAX_PER_MEMBER_AND_MINUTE) return false;
    onDropped();
    return true;
  };

  return {
    "message/send": (call) => {
      const body = bodyOf(call, SendBody);
      if (body.agentid !== Number(account.agentId)) throw new WecomRefusal(errcodes.invalidParameter);
      const { found, unknown } = receiversOf(world, body.touser);
      if (found.length === 0) throw new WecomRefusal(errcodes.nobody);
      // What a suppressed request is answered is not documented: a success that names no message.
      if (isRepeated(call.raw, body)) return ok();
      const msgid = `msg-${world.nextNumber()}`;
      const message = shownOf(world, msgid, body);
      const response_code = body.template_card && cards.keep(msgid, body.template_card);
      for (const { userId } of found) {
        if (!isDropped(userId)) world.show(appChatOf(userId), { ...message });
      }
      return ok({ msgid, invaliduser: unknown.join("|"), ...(response_code ? { response_code } : {}) });
    },
    "message/recall": (call) => {
      const { msgid } = bodyOf(call, z.object({ msgid: z.string() }));
      const copies = copiesOf(world, msgid).filter(({ message }) => message.at > world.now() - RECALL_MS);
      if (copies.length === 0) throw new WecomRefusal(errcodes.invalidParameter);
      for (const { chat, message } of copies) {
        message.deleted = true;
        world.touched(chat);
      }
      return ok();
    },
    "message/update_template_card": (call) => {
      const body = bodyOf(call, UpdateBody);
      const msgid = cards.spend(body.response_code);
      if (!msgid) throw new WecomRefusal(errcodes.usedCode);
      cards.replace(msgid, body.template_card);
      for (const { chat, message } of copiesOf(world, msgid)) {
        Object.assign(message, cards.shown(body.template_card), { edited: true });
        world.touched(chat);
      }
      return ok();
    },
    "user/get": ({ query }) => {
      const member = world.members.get((query.get("userid") ?? "").toLowerCase());
      if (!member) throw new WecomRefusal(errcodes.noMember);
      const { userId: userid, name, status, email } = member;
      return ok({ userid, name, status, ...(email ? { biz_mail: email } : {}) });
    },
    "agent/get": () =>
      ok({
        agentid: Number(account.agentId),
        name: "Deskhand",
        close: 0,
        allow_userinfos: { user: [...world.members.values()].map(({ userId }) => ({ userid: userId })) },
        allow_partys: { partyid: [] },
        allow_tags: { tagid: [] },
      }),
  };

  function shownOf(from: World, id: string, body: SendBody): ShownMessage {
    const base = shownMessage({ id, from: "us", at: from.now() });
    if (body.msgtype === "text" && body.text) return { ...base, ...readText(cut(body.text.content)) };
    if (body.msgtype === "markdown" && body.markdown) return { ...base, ...readMarkdown(cut(body.markdown.content)) };
    if (body.msgtype === "template_card" && body.template_card) return { ...base, ...cards.shown(body.template_card) };
    const media = body.msgtype === "image" ? body.image : body.msgtype === "file" ? body.file : undefined;
    if (!media) throw new WecomRefusal(errcodes.invalidParameter);
    return { ...base, files: [mediaOf(from, media.media_id).name] };
  }
}

function receiversOf(world: World, touser: string): { found: Member[]; unknown: string[] } {
  if (touser === "@all") return { found: [...world.members.values()], unknown: [] };
  const asked = touser.split("|").map((userId) => userId.toLowerCase());
  return {
    found: asked.flatMap((userId) => world.members.get(userId) ?? []),
    unknown: asked.filter((userId) => !world.members.has(userId)),
  };
}

function copiesOf(world: World, msgid: string): { chat: string; message: ShownMessage }[] {
  return [...world.chats].flatMap(([chat, messages]) =>
    messages.filter((message) => message.id === msgid).map((message) => ({ chat, message })),
  );
}

/** Whole bytes, not whole characters: what is cut off inside of one shows as a broken sign. */
const cut = (text: string): string => Buffer.from(text, "utf8").subarray(0, MAX_TEXT_BYTES).toString("utf8");
