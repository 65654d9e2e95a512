import { comesFrom } from "../../domain/control/audit-log.ts";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import { findUserByEmail } from "../../domain/organisation/list-users.ts";
import { type User, UserIdentity } from "../../domain/organisation/user.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { InputError, RuleError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { CommandAnswer, CommandSetting } from "./command.ts";
import { carryOutStep, readDeskLine, stepOfLine, stepOfPress } from "./command-step.ts";

/** A line as somebody would type it to the bot alone, or the id of a button that they would press. */
export type StaffAct = { line: string } | { press: string };

/**
 * Carries out an act as a member of staff, with their rights and in their name, and gives the answer instead of sending it.
 * What the act itself sends goes where it always goes. `from`: who asks for it, for the audit trail.
 * @throws NotFoundError for an unknown e-mail address, RuleError when the user may not work, InputError when no account of
 *   theirs is linked. What a rule forbids is `isRefused`, with the words that they would read.
 */
export async function runAsStaff(
  deps: ConverseDeps,
  { orgId, email, from }: { orgId: string; email: string; from: string },
  act: StaffAct,
): Promise<{ answer: CommandAnswer; isRefused: boolean }> {
  const user = await inOrganization(deps.db, orgId, (scope) => findUserByEmail(scope, email));
  if (user.status !== "active") throw new RuleError("user.suspended", `${user.email} is suspended`);
  const setting = await settingOf(deps, user, "line" in act ? act.line : "");
  const step =
    "press" in act ? stepOfPress(setting, act.press) : await stepOfLine(setting, readDeskLine(act.line.trim()));
  await deps.ensureMonth(deps.clock.now());
  return inOrganization(deps.db, orgId, async (scope) => {
    await comesFrom(scope.trx, `${from} as ${user.email}`);
    const done = await carryOutStep({ ...setting, scope, conversationId: null, isInThread: false }, step);
    return { ...done, isRefused: done.isRefused || step.outcome.startsWith("refused") };
  });
}

async function settingOf(deps: ConverseDeps, user: User, words: string): Promise<CommandSetting> {
  const { channel, personId } = await findAccount(deps, user);
  const privateChat = channel.adapter.privateChat?.(personId) ?? { key: personId, chatId: personId };
  return {
    deps,
    channel,
    staff: { userId: user.id, name: user.name, role: user.role, language: user.language },
    language: user.language ?? detectLanguage(words) ?? "en",
    chat: { key: privateChat.key, id: privateChat.chatId, kind: "private" },
    personId,
    receipt: `command line: ${newId()}`,
  };
}

/** Many acts write to whoever asked for them, so they need a chat of theirs. */
async function findAccount(
  { db, channels }: ConverseDeps,
  user: User,
): Promise<{ channel: LiveChannel; personId: string }> {
  const accounts = await inOrganization(db, user.orgId, async ({ trx, orgId }) =>
    UserIdentity.query(trx).where({ orgId, userId: user.id }).orderBy("createdAt"),
  );
  for (const { channelId, externalUserId } of accounts) {
    const channel = await channels.byId(channelId);
    if (channel) return { channel, personId: externalUserId };
  }
  throw new InputError(
    `No account of ${user.email} is linked to a channel that works here: \`deskhand user code ${user.email}\` makes a link code`,
  );
}
