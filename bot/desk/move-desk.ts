import { recordAct } from "../../domain/conversations/record-act.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { bold, paragraph, quote } from "../ports/rich-text.ts";
import { chooseDesk, deskPlaces } from "./choose-desk.ts";
import type { Actor } from "./conversation-acts.ts";
import type { FoundPlace } from "./desk-place.ts";
import { type DeskOf, type DeskView, findDesk, openDeskAt } from "./desk-view.ts";
import { tellThread } from "./tell-thread.ts";

export interface NewTeam {
  id: string;
  name: string;
}

/** What who gives it away says to who gets it. */
export interface MoveNote {
  author: string;
  text: string;
}

/**
 * Gives a locked conversation to another team and shows it at that team's desk: a new thread with the card and a summary
 * there, with the giver's note, and in the old thread a line with a link to it. Where the new team has no other desk, it
 * stays where it is. Who has the conversation, and its clocks, are the caller's. Null without a desk.
 */
export async function moveDesk(
  scope: OrgScope,
  channels: ChannelDirectory,
  of: DeskOf,
  team: NewTeam,
  by: Actor,
  note?: MoveNote,
): Promise<DeskView | null> {
  const { conversation } = of;
  const old = await findDesk(scope, channels, conversation, of);
  if (conversation.teamId === team.id) return old;
  await changeTeam(scope, of, team, by);
  const place = await placeFor(scope, channels, of, team, old);
  // The same place shows it to another team: with what that team may read there.
  if (!place) return old && findDesk(scope, channels, conversation, of);
  if (old) await leave(scope, old);
  const userId = "userId" in by ? { by: "user" as const, userId: by.userId } : { by: "bot" as const };
  const desk = await openDeskAt(scope, place, of, {
    ...userId,
    why: "desk: moved to another team",
    ...(old ? { after: { kind: "tell_moved", deskThreadId: old.thread.id, team: team.name } } : {}),
  });
  if (note) await tellNote(scope, desk, note);
  await tellSummary(scope, desk);
  return desk;
}

async function changeTeam(scope: OrgScope, { conversation }: DeskOf, team: NewTeam, by: Actor): Promise<void> {
  const before = conversation.teamId;
  await conversation.$query(scope.trx).patch({ teamId: team.id });
  await recordAct(scope, {
    conversation,
    by,
    eventType: "team_moved",
    action: "conversation.team",
    data: { from: before, to: team.id },
  });
}

/** Null when it is shown already where the new team reads. */
async function placeFor(
  scope: OrgScope,
  channels: ChannelDirectory,
  of: DeskOf,
  team: NewTeam,
  old: DeskView | null,
): Promise<FoundPlace | null> {
  const isOld = ({ channel, chatId }: FoundPlace) =>
    old !== null && channel.id === old.channel.id && chatId === old.thread.chatId;
  const ofTeam = { teamId: team.id, surface: of.surface };
  if ((await deskPlaces(scope, channels, ofTeam)).some(isOld)) return null;
  return chooseDesk(scope, channels, ofTeam);
}

async function leave({ trx, orgId }: OrgScope, { thread }: DeskView): Promise<void> {
  await trx("desk_threads").where({ org_id: orgId, id: thread.id }).update({ moved_at: trx.fn.now() });
}

async function tellNote(scope: OrgScope, desk: DeskView, { author, text }: MoveNote): Promise<void> {
  const title = `📝 ${author}`;
  await tellThread(scope, desk, {
    content: [paragraph(bold(title)), quote(text)],
    quoting: title,
    act: { by: "bot", why: "desk: moved to another team" },
  });
}

async function tellSummary(scope: OrgScope, desk: DeskView): Promise<void> {
  const row = await scope
    .trx("conversations")
    .where({ org_id: scope.orgId, id: desk.conversation.id })
    .first("ai_summary");
  if (!row?.ai_summary) return;
  const title = { en: "What it is about", zh: "会话摘要" }[desk.language];
  await tellThread(scope, desk, {
    content: [paragraph(bold(title)), quote(row.ai_summary)],
    quoting: title,
    act: { by: "bot", why: "desk: moved to another team" },
  });
}
