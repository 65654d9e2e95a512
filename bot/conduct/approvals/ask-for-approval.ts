import { maskedExcerpt, maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import { type Conversation, ConversationEvent } from "../../../domain/conversations/conversation.ts";
import type { Language } from "../../../domain/language/language.ts";
import { takeNumber } from "../../../domain/organisation/codes.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { storedJson } from "../../../infra/db/stored-text.ts";
import { newId } from "../../../infra/ids.ts";
import type { ClaimHit } from "../prohibited-claims.ts";
import type { FileRelease, HeldCorrection, HeldText } from "./held-text.ts";

interface Asked {
  text: Omit<HeldText, "channelId"> & {
    channel: { id: string };
    conversation: Conversation;
    release?: FileRelease;
    correction?: HeldCorrection;
  };
  message: { id: string; sentAt: Date };
  deliveries: string[];
  hits: ClaimHit[];
}

/** Writes down that a text is held and why, for a manager's decision. Returns the number that people type. */
export async function askForApproval(scope: OrgScope, asked: Asked): Promise<number> {
  const { trx, orgId } = scope;
  const { text, message, deliveries } = asked;
  const hits = asked.hits.map(({ entry, words, reason }) => ({ entry: entry.id, words, reason }));
  const number = await takeNumber(trx, orgId, "approval");
  await trx("approvals").insert({
    id: newId(),
    org_id: orgId,
    number,
    kind: text.release ? "file" : "claim",
    resource_type: "message",
    resource_id: message.id,
    conversation_id: text.conversation.id,
    requested_by: text.sender.type === "agent" ? text.sender.userId : null,
    reason: reasonOf(asked.hits, text),
    details: JSON.stringify(
      storedJson({
        reasons: { en: reasonIn("en", asked.hits, text), zh: reasonIn("zh", asked.hits, text) },
        ...{ hits, deliveries, sentAt: message.sentAt.toISOString(), text: heldText(text) },
        ...(text.release ? { release: text.release } : {}),
        ...(text.correction ? { correction: text.correction } : {}),
      }),
    ),
  });
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: text.conversation.id,
    customerId: text.conversation.customerId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "reply_held",
    eventData: { hits, approval: number },
  });
  return number;
}

function heldText(text: Asked["text"]): HeldText {
  const { content, language, purpose, sender, act, buttons, files, replyTo, edits } = text;
  return {
    channelId: text.channel.id,
    ...{ content, language, purpose, sender, act },
    ...(buttons ? { buttons } : {}),
    ...(files ? { files } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(edits ? { edits } : {}),
  };
}

const MAX_REASON = 1_000;

function reasonOf(hits: ClaimHit[], { release, correction }: Pick<Asked["text"], "release" | "correction">): string {
  const files = (release?.files ?? []).map((file) => describeFile(file));
  const claims = hits.map((hit) => `${hit.words}: ${hit.reason.en} / ${hit.reason.zh}`);
  const corrects = correction ? [`✏️ correction / 更正: ${correction.of}`] : [];
  return maskedStart([...corrects, ...files, ...claims].join("; "), MAX_REASON);
}

/** The same in one language, for who reads that. */
function reasonIn(
  language: Language,
  hits: ClaimHit[],
  { release, correction }: Pick<Asked["text"], "release" | "correction">,
): string {
  const files = (release?.files ?? []).map((file) => describeFile(file, language));
  const claims = hits.map((hit) => `${hit.words}: ${hit.reason[language]}`);
  const corrects = correction ? [`✏️ ${{ en: "correction", zh: "更正" }[language]}: ${correction.of}`] : [];
  return maskedStart([...corrects, ...files, ...claims].join("; "), MAX_REASON);
}

const kinds = { image: { en: "picture", zh: "图片" }, file: { en: "file", zh: "文件" } };

/** `📎 fees.pdf · file / 文件 · 12 KB` */
function describeFile({ name, kind, size }: FileRelease["files"][number], language?: Language): string {
  const { en, zh } = kinds[kind];
  const what = language ? kinds[kind][language] : `${en} / ${zh}`;
  return `📎 ${maskedExcerpt(name, 200)} · ${what} · ${Math.max(1, Math.round(size / 1024))} KB`;
}
