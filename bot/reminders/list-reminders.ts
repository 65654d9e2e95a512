import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandAnswer } from "../commands/command.ts";
import { sayTime } from "../desk/say-time.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";

interface OpenReminder {
  id: string;
  number: string;
  customer: string;
  due_at: Date;
  words: string;
}

const MAX_SHOWN = 10;
/** As many as fit beside each other everywhere. */
const MAX_BUTTONS = 3;

/** What is still to come back: of one conversation, or everything that a person set or would be brought. */
export async function listReminders(
  scope: OrgScope,
  about: { conversationId: string | null; userId: string; now: Date; zone: string; language: Language },
): Promise<CommandAnswer> {
  const { now, zone, language } = about;
  const open = await openReminders(scope, about);
  if (open.length === 0) {
    const none = { en: "No reminders. /remind WHEN TEXT sets one.", zh: "没有提醒。使用 /remind 时间 内容 设置。" };
    return plainText(none[language]);
  }
  const items = open.map(({ number, customer, due_at, words }) => [
    bold(sayTime(due_at, now, zone)),
    { type: "text" as const, text: ` · ${conversationCode(number)} · ${customer} · ${maskSecrets(words)}` },
  ]);
  const title = { en: `Reminders (${zone})`, zh: `提醒（${zone}）` }[language];
  const buttons = open
    .slice(0, MAX_BUTTONS)
    .map((one) => cancelButton(one.id, sayTime(one.due_at, now, zone), language));
  return { say: [paragraph(bold(title)), { type: "list", ordered: false, items }], buttons: [buttons] };
}

/** `Cancel 09:00`. */
export function cancelButton(id: string, time: string, language: Language): Button {
  return { id: `remind_cancel:${id}`, label: { en: `Cancel ${time}`, zh: `取消 ${time}` }[language] };
}

async function openReminders(
  { trx, orgId }: OrgScope,
  { conversationId, userId }: { conversationId: string | null; userId: string },
): Promise<OpenReminder[]> {
  const { rows } = await trx.raw(
    `SELECT r.id, v.number, c.name AS customer, r.due_at, r.words FROM reminders r
     JOIN conversations v ON v.id = r.conversation_id JOIN customers c ON c.id = v.customer_id
     WHERE r.org_id = :orgId AND r.status = 'open' AND CASE WHEN :here::uuid IS NOT NULL THEN r.conversation_id = :here::uuid
       ELSE v.agent_id = :userId::uuid OR r.user_id = :userId::uuid END
     ORDER BY r.due_at LIMIT :limit`,
    // knex's type leaves out null, its code does not
    { orgId, here: conversationId, userId, limit: MAX_SHOWN } as unknown as Record<string, string>,
  );
  return rows;
}
