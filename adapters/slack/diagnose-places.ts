import type { WebClient } from "@slack/web-api";
import type { Diagnosis, PlaceToDiagnose } from "../../bot/ports/adapter.ts";
import { toReadError } from "./delivery-errors.ts";

type Staff = ReadonlySet<string> | null;

/** The most that Slack recommends for one page (conversations.members). */
const PAGE = 200;
/** So many unlinked members are looked at one by one, to leave bots out and to name people: `users.info` has a rate. */
const MAX_LOOKS = 20;

/** Who reads the desk and alert channels: anybody in the workspace, where they are public, and their members. */
export function createDiagnosePlaces(client: WebClient) {
  return async (places: PlaceToDiagnose[], staff: Staff): Promise<Diagnosis[]> => {
    const found: Diagnosis[] = [];
    for (const place of places) found.push(...(await checkReaders(client, place, staff)));
    return found;
  };
}

async function checkReaders(client: WebClient, { label, chatId }: PlaceToDiagnose, staff: Staff): Promise<Diagnosis[]> {
  const check = `${label}, readers`;
  let method = "conversations.info";
  try {
    const info = (await client.conversations.info({ channel: chatId })).channel;
    const isPublic = info?.is_private === false && info.is_im !== true;
    const access = isPublic
      ? { ok: false, message: `${chatId} is public, so the whole workspace reads it: make it a private channel` }
      : { ok: true, message: `${chatId} is private` };
    if (staff === null) return [{ check, ...access }];
    method = "conversations.members";
    return [{ check, ...access }, await checkMembers(client, { label, chatId }, staff)];
  } catch (error) {
    return [{ check, ok: false, message: `${chatId}: ${toReadError(error, method).message}` }];
  }
}

async function checkMembers(
  client: WebClient,
  { label, chatId }: PlaceToDiagnose,
  staff: ReadonlySet<string>,
): Promise<Diagnosis> {
  const check = `${label}, members`;
  const unlinked = (await membersOf(client, chatId)).filter((id) => !staff.has(id));
  const looked: (string | null)[] = [];
  for (const id of unlinked.slice(0, MAX_LOOKS)) looked.push(await personNamed(client, id));
  const people = looked.filter((name) => name !== null);
  const more = unlinked.length - looked.length;
  if (people.length + more === 0) return { check, ok: true, message: `everybody in ${chatId} is linked to a user` };
  const rest = more > 0 ? ` and ${more} more, bots among them perhaps` : "";
  const message = `${chatId} is read by people who are not linked to an active user: ${people.join(", ")}${rest}. Remove them, or let them link their account (deskhand user add)`;
  return { check, ok: false, message };
}

async function membersOf(client: WebClient, channel: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.conversations.members({ channel, limit: PAGE, ...(cursor ? { cursor } : {}) });
    ids.push(...(page.members ?? []));
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
  return ids;
}

/** Null for a bot and for whoever can read nothing any more. Somebody the workspace may not see stays a stranger. */
async function personNamed(client: WebClient, id: string): Promise<string | null> {
  try {
    const { user } = await client.users.info({ user: id });
    if (user?.is_bot || user?.deleted) return null;
    const name = user?.profile?.display_name || user?.real_name;
    return name ? `${name} (${id})` : id;
  } catch (error) {
    const failure = toReadError(error, "users.info");
    if (failure.fault === "recipient_gone") return id;
    throw failure;
  }
}
