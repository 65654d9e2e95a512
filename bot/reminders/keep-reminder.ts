import { recordAct } from "../../domain/conversations/record-act.ts";
import { Reminder } from "../../domain/conversations/reminder.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";

/** Keeps what is to come back in a conversation. */
export async function addReminder(
  scope: OrgScope,
  about: { conversationId: string; userId: string; dueAt: Date; words: string; at: Date },
): Promise<Reminder> {
  const reminder = await Reminder.query(scope.trx).insertAndFetch({
    orgId: scope.orgId,
    conversationId: about.conversationId,
    userId: about.userId,
    dueAt: about.dueAt,
    words: storedText(about.words),
    createdAt: about.at,
  });
  await keepTrail(scope, reminder, "reminder_set", about.userId);
  return reminder;
}

/** Ends an open, locked reminder: it has come back, or `by` took it away. */
export async function endReminder(
  scope: OrgScope,
  reminder: Reminder,
  end: { status: "fired" | "cancelled"; by: string | null; at: Date },
): Promise<void> {
  await reminder.$query(scope.trx).patch({ status: end.status, endedAt: end.at });
  await keepTrail(scope, reminder, end.status === "fired" ? "reminder_fired" : "reminder_cancelled", end.by);
}

async function keepTrail(
  scope: OrgScope,
  { id, conversationId, dueAt }: Reminder,
  eventType: "reminder_set" | "reminder_fired" | "reminder_cancelled",
  userId: string | null,
): Promise<void> {
  await recordAct(scope, {
    conversation: { id: conversationId },
    by: userId ? { userId } : { actor: "job" },
    eventType,
    data: { reminder: id, dueAt },
  });
}
