import { Conversation } from "../../domain/conversations/conversation.ts";
import { Reminder } from "../../domain/conversations/reminder.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { User } from "../../domain/organisation/user.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { plainText } from "../ports/rich-text.ts";
import { endReminder } from "./keep-reminder.ts";

interface Deps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

const BATCH = 500;

/**
 * Brings back every reminder whose time has come, also one that came while nothing ran. It is ended in the transaction
 * that queues its words, so it comes once however many processes run this. Returns how many came.
 */
export async function fireReminders(deps: Deps): Promise<number> {
  const due: { id: string; org_id: string }[] = await deps.db
    .system("reminders")
    .where({ status: "open" })
    .where("due_at", "<=", deps.clock.now())
    .orderBy("due_at")
    .limit(BATCH)
    .select("id", "org_id");
  return tryEach(due, ({ id, org_id }) => inOrganization(deps.db, org_id, (scope) => fire(scope, deps, id)));
}

async function fire(scope: OrgScope, deps: Deps, id: string): Promise<boolean> {
  const reminder = await Reminder.query(scope.trx)
    .where({ orgId: scope.orgId, id, status: "open" })
    .forUpdate()
    .skipLocked()
    .first();
  if (!reminder) return false;
  await endReminder(scope, reminder, { status: "fired", by: null, at: deps.clock.now() });
  const conversation = await Conversation.query(scope.trx)
    .findOne({ orgId: scope.orgId, id: reminder.conversationId })
    .throwIfNotFound();
  const setter = await User.query(scope.trx).findById(reminder.userId).throwIfNotFound();
  const owner = await whoseNow(scope, conversation, setter);
  await tell(scope, deps, { reminder, conversation, setter, owner });
  return true;
}

/** Whoever has the conversation now; where nobody does, who set the reminder. */
async function whoseNow({ trx }: OrgScope, { agentId }: Conversation, setter: User): Promise<User> {
  return agentId && agentId !== setter.id ? User.query(trx).findById(agentId).throwIfNotFound() : setter;
}

interface Due {
  reminder: Reminder;
  conversation: Conversation;
  setter: User;
  owner: User;
}

async function tell(scope: OrgScope, deps: Deps, { reminder, conversation, setter, owner }: Due): Promise<void> {
  const code = conversationCode(conversation.number);
  const isPassedOn = setter.id !== owner.id;
  const words: Record<Language, string> = {
    en: `⏰ ${code} · ${owner.name}: ${reminder.words}${isPassedOn ? ` (set by ${setter.name})` : ""}`,
    zh: `⏰ ${code} · ${owner.name}：${reminder.words}${isPassedOn ? `（由 ${setter.name} 设置）` : ""}`,
  };
  const desk = await deskOf(scope, deps.channels, conversation.id);
  if (desk) {
    await tellThread(scope, desk, {
      content: plainText(words[desk.language]),
      act: { by: "job", why: "reminder" },
    });
  }
  // Where there are no threads the line above is in their chat already.
  if (desk && !desk.isThreaded && conversation.agentId === owner.id) return;
  await tellPerson(scope, deps.channels, {
    user: owner,
    words,
    about: {
      type: "reminder",
      resourceType: "conversation",
      resourceId: conversation.id,
      conversationId: conversation.id,
    },
  });
}
