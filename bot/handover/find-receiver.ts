import type { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandContext } from "../commands/command.ts";
import { findColleague, findColleagues } from "../desk/find-colleague.ts";
import { refuse } from "../desk/refuse.ts";

export type Receiver = { kind: "person"; user: User } | { kind: "team"; id: string; name: string };

const MAX_NAME_WORDS = 4;
const MAX_NOTE = 1000;

/**
 * Whom something is handed to, and the note after the name: the longest name that fits, a team's before a person's.
 * @throws RuleError with words for the person when nobody is called so, or several are.
 */
export async function findReceiver(context: CommandContext, words: string): Promise<{ to: Receiver; note: string }> {
  const parts = words.trim().split(/\s+/u).filter(Boolean);
  for (let count = Math.min(MAX_NAME_WORDS, parts.length); count > 0; count--) {
    const name = parts.slice(0, count).join(" ").replace(/^@/u, "");
    const to = await receiverCalled(context, name);
    if (to) return { to, note: noteAfter(words, parts.slice(0, count)) };
  }
  const [who = ""] = parts;
  return refuse("receiver", {
    en: who
      ? `Nobody active and no team is called “${who}”. Give a name, e-mail address, employee code or team: /handover WHO NOTE`
      : "To whom? /handover WHO NOTE, where WHO is a colleague or a team.",
    zh: who
      ? `没有找到名为“${who}”的在职同事或团队。请写姓名、邮箱、工号或团队：/handover 同事 说明`
      : "转接给谁？/handover 同事或团队 说明",
  });
}

async function receiverCalled(context: CommandContext, name: string): Promise<Receiver | null> {
  const team = await findTeamCalled(context.scope, name);
  if (team) return { kind: "team", ...team };
  const [user, ...others] = await findColleagues(context, name);
  if (!user) return null;
  return { kind: "person", user: others.length > 0 ? await findColleague(context, name) : user };
}

/** A team by its name, whatever the case; null when there is none. */
export async function findTeamCalled(
  { trx, orgId }: OrgScope,
  name: string,
): Promise<{ id: string; name: string } | null> {
  const row = await trx("teams")
    .where({ org_id: orgId })
    .whereRaw("lower(name) = lower(?)", [name])
    .first("id", "name");
  return row ?? null;
}

function noteAfter(words: string, name: string[]): string {
  let rest = words.trim();
  for (const part of name) rest = rest.slice(part.length).trimStart();
  if ([...rest].length <= MAX_NOTE) return rest;
  return refuse("note_long", {
    en: `The note is longer than ${MAX_NOTE} characters. Shorten it, or keep it with /note.`,
    zh: `说明超过 ${MAX_NOTE} 个字符，请缩短或使用 /note 记录。`,
  });
}
