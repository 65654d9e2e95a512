import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import { type ActOn, actOnConversation, type Told } from "../desk/act-on-conversation.ts";
import { refuse } from "../desk/refuse.ts";
import { sayTime } from "../desk/say-time.ts";
import { acceptBy } from "../handover/accept-by.ts";
import { findReceiver, type Receiver } from "../handover/find-receiver.ts";
import { handOverAll } from "../handover/hand-over-all.ts";
import { receiverName, tellOffer } from "../handover/offer-handover.ts";
import { recordHandover } from "../handover/record-handover.ts";
import { refuseUnfit } from "../handover/refuse-unfit.ts";
import type { Command, CommandContext } from "./command.ts";

/** Offers a conversation to a colleague or a team; until somebody accepts, the giver stays its owner. */
export const handover: Command = {
  name: "handover",
  words: ["交接", "转接"],
  permission: "conversation.handover",
  usage: "[C1042|all] WHO|TEAM [NOTE]",
  description: {
    en: "Offer your conversation to a colleague or team; it stays yours until accepted",
    zh: "把会话转接给同事或团队；对方接受前仍由您负责",
  },
  run: (context, args) => {
    const all = /^(?:all|全部|所有)(?:\s+([\s\S]*))?$/iu.exec(args.trim());
    if (all) return handOverAll(context, all[1] ?? "");
    return actOnConversation(context, args, (on) => offer(context, on));
  },
};

async function offer(context: CommandContext, on: ActOn): Promise<Told> {
  const { scope, deps, staff } = context;
  const { conversation, code, rest } = on;
  await refuseNotOwner(context, on);
  const { to, note } = await findReceiver(context, rest);
  refuseUnfit(to, staff.userId);
  const at = deps.clock.now();
  const settings = await loadSettings(scope);
  const expiresAt = acceptBy(settings, conversation.priority, at);
  const handover = await recordHandover(scope, { conversation, fromUserId: staff.userId, to, note, expiresAt, at });
  if (!(await tellOffer(context, { handover, ...on, to }))) return refuseUnheard(to);
  const until = sayTime(expiresAt, at, await readingZone(scope, { teamId: conversation.teamId }));
  return {
    en: `${staff.name} offered ${code} to ${receiverName(to, "en")}. Until it is accepted (by ${until}) it stays with ${staff.name}.`,
    zh: `${staff.name} 已把 ${code} 转接给 ${receiverName(to, "zh")}，在对方接受前（${until} 前）仍由 ${staff.name} 负责。`,
  };
}

async function refuseNotOwner({ scope, staff }: CommandContext, { conversation, code }: ActOn): Promise<void> {
  if (conversation.status !== "pending" && conversation.status !== "active") {
    return refuse("resolved", {
      en: `${code} is resolved. /reopen ${code} opens it again.`,
      zh: `${code} 已解决。使用 /reopen ${code} 重新打开。`,
    });
  }
  if (conversation.agentId === staff.userId) return;
  const owner = conversation.agentId ? await User.query(scope.trx).findById(conversation.agentId) : null;
  return refuse("not_owner", {
    en: owner
      ? `${owner.name} has ${code}. Only who has it hands it over; a lead can /assign it.`
      : `Nobody has ${code} yet. /take ${code} first; a lead can /assign it.`,
    zh: owner
      ? `${code} 由 ${owner.name} 负责，只有本人可以转接；主管可使用 /assign。`
      : `${code} 尚无人负责。请先 /take ${code}；主管可使用 /assign。`,
  });
}

function refuseUnheard(to: Receiver): never {
  refuse("unheard", {
    en: `${receiverName(to, "en")} cannot be written to anywhere: nobody there has a linked account. It stays with you.`,
    zh: `无法联系 ${receiverName(to, "zh")}：没有已绑定的账号。会话仍由您负责。`,
  });
}
