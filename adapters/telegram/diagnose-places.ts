import type { Api } from "grammy";
import type { ChatMember } from "grammy/types";
import type { Diagnosis, PlaceToDiagnose } from "../../bot/ports/adapter.ts";
import { errorMessage } from "../../infra/errors.ts";
import { toRepeatableError } from "./errors.ts";

type Staff = ReadonlySet<string> | null;

/** So many linked accounts are looked for in a group one by one. */
const MAX_LOOKS = 200;
/** Asked at once: Telegram takes about thirty calls a second. */
const AT_ONCE = 10;

/** Who reads the desk and alert groups: anybody, where they are public, and their members as far as a bot is told. */
export function createDiagnosePlaces(api: Api) {
  return async (places: PlaceToDiagnose[], staff: Staff): Promise<Diagnosis[]> => {
    const found: Diagnosis[] = [];
    for (const place of places) found.push(...(await checkPlace(api, place, staff)));
    return found;
  };
}

async function checkPlace(api: Api, { label, chatId }: PlaceToDiagnose, staff: Staff): Promise<Diagnosis[]> {
  const check = `${label}, readers`;
  try {
    const chat = await api.getChat(chatId);
    if (chat.type === "private") return staff ? [checkPerson(`${label}, members`, chatId, staff)] : [];
    const access = chat.username
      ? { ok: false, message: `anybody can find and read @${chat.username}: make the group private in its settings` }
      : { ok: true, message: "a private group" };
    if (staff === null) return [{ check, ...access }];
    return [{ check, ...access }, await checkMembers(api, { label, chatId }, staff)];
  } catch (error) {
    return [{ check, ok: false, message: errorMessage(toRepeatableError(error)) }];
  }
}

function checkPerson(check: string, chatId: string, staff: ReadonlySet<string>): Diagnosis {
  if (staff.has(chatId)) return { check, ok: true, message: "the private chat of a user" };
  const message = `${chatId} is the private chat of somebody who is not linked to an active user: choose another, or let them link their account (deskhand user add)`;
  return { check, ok: false, message };
}

/** A bot is told how many members there are, who the administrators are, and whether a person it names is in. */
async function checkMembers(
  api: Api,
  { label, chatId }: PlaceToDiagnose,
  staff: ReadonlySet<string>,
): Promise<Diagnosis> {
  const check = `${label}, members`;
  const count = await api.getChatMemberCount(chatId);
  const linked = await countLinked(api, chatId, staff);
  const administrators = (await api.getChatAdministrators(chatId)).filter(
    ({ user }) => !user.is_bot && !staff.has(String(user.id)),
  );
  // One is the bot itself.
  const unlinked = Math.max(count - 1 - linked.present, administrators.length);
  if (unlinked === 0)
    return { check, ok: true, message: `all ${linked.present} members beside the bot are linked to a user` };
  const names = administrators.map(({ user }) => `${user.first_name} (${user.id})`).join(", ");
  const known = names ? `Administrators among them: ${names}. ` : "";
  const unsure = linked.isWhole ? "" : ` (only ${MAX_LOOKS} linked accounts were looked for, so it may be fewer)`;
  const message = `${unlinked} of ${count} members are not linked to an active user${unsure}. ${known}Telegram does not tell a bot who the others are, or whether they are bots: compare the group's list of members with deskhand user list, remove strangers, and let staff link their account`;
  return { check, ok: false, message };
}

async function countLinked(
  api: Api,
  chatId: string,
  staff: ReadonlySet<string>,
): Promise<{ present: number; isWhole: boolean }> {
  const ids = [...staff].slice(0, MAX_LOOKS);
  let present = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const looks = ids.slice(from, from + AT_ONCE).map((id) => isIn(api, chatId, Number(id)));
    present += (await Promise.all(looks)).filter(Boolean).length;
  }
  return { present, isWhole: ids.length === staff.size };
}

async function isIn(api: Api, chatId: string, personId: number): Promise<boolean> {
  try {
    return isMember(await api.getChatMember(chatId, personId));
  } catch (error) {
    const failure = toRepeatableError(error);
    // Telegram refuses to speak of people who were never there (PARTICIPANT_ID_INVALID, "user not found").
    if (failure.outcome === "rejected" && /participant|user not found|member not found/i.test(errorMessage(failure)))
      return false;
    throw failure;
  }
}

const isMember = (member: ChatMember): boolean =>
  member.status === "restricted" ? member.is_member : ["member", "administrator", "creator"].includes(member.status);
