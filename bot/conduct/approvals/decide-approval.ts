import { maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { Clock } from "../../../infra/clock.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { ConflictError, InputError, NotFoundError, RuleError } from "../../../infra/errors.ts";
import type { ChannelDirectory } from "../../channels/channel-directory.ts";
import { releaseToCustomer } from "../../converse/customer-outbox.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { type EndedClaim, endClaim, type HeldClaim, lockClaim } from "./held-claim.ts";

export interface ApprovalDecision {
  number: number;
  decision: "approve" | "reject";
  /** The user who decides; whether they may at all is the caller's to check. */
  by: string;
  /** Shown to the author. A rejection needs one. */
  reason?: string;
}

/**
 * Decides on a held text. Approved, it goes out after everything that its chat waits for; rejected, it never does. Made
 * by one person only, never the author: whoever comes second is told who was first.
 * @throws RuleError for a file whose author has lost the conversation; NotFoundError for a number that no held text has; ConflictError when it is decided already; RuleError
 *   `approval.own` for the author, `consent.withdrawn` for what the customer does not want any more; InputError for a
 *   rejection without a reason.
 */
export async function decideApproval(
  scope: OrgScope,
  deps: { channels: ChannelDirectory; clock: Clock },
  { number, decision, by, reason }: ApprovalDecision,
): Promise<EndedClaim> {
  const words = maskedStart(reason ?? "", 1_000) || null;
  if (decision === "reject" && words === null) refuseWithoutReason();
  const claim = await lockClaim(scope, number);
  if (!claim) return refuseUnknown(number);
  await refuseSecond(scope, claim);
  if (claim.authorId === by) refuseOwn();
  if (decision === "approve") refuseFileOfAnother(claim);
  const at = deps.clock.now();
  const ended = await endClaim(scope, claim, {
    outcome: decision === "approve" ? "approved" : "rejected",
    by: { userId: by },
    at,
    reason: words,
  });
  if (decision === "approve") await release(scope, deps, claim, at);
  return ended;
}

async function refuseSecond({ trx, orgId }: OrgScope, { number, status, decidedBy }: HeldClaim): Promise<void> {
  if (status === "pending") return;
  if (status === "expired") {
    const words = {
      en: `${number} went back to its author: nobody decided in time.`,
      zh: `${number} 已退回提交人：未在时限内审批。`,
    };
    throw new ConflictError(words.en, { words });
  }
  const user = await trx("users").where({ org_id: orgId, id: decidedBy }).first("name");
  const done = status === "approved" ? "批准" : "驳回";
  const words = {
    en: `${user?.name ?? "Somebody else"} has ${status} ${number} already.`,
    zh: `${user?.name ?? "其他人"} 已${done} ${number}。`,
  };
  throw new ConflictError(words.en, { status, decidedBy, words });
}

function refuseWithoutReason(): never {
  const words = { en: "Say why: the author is shown the reason.", zh: "请说明原因，提交人会看到。" };
  throw new InputError(words.en, { words });
}

function refuseUnknown(number: number): never {
  const words = { en: `No held text has the number ${number}.`, zh: `没有编号为 ${number} 的待审内容。` };
  throw new NotFoundError(words.en, { words });
}

function refuseOwn(): never {
  const words = {
    en: "Nobody decides on their own words: another person must.",
    zh: "不能审批自己的内容，须由他人审批。",
  };
  throw new RuleError("approval.own", words.en, { words });
}

// A file is released for one conversation in one person's hands. Whoever has it by now decides anew what is sent.
function refuseFileOfAnother({ kind, number, authorId, conversation }: HeldClaim): void {
  if (kind !== "file") return;
  if (conversation.agentId !== authorId) {
    refuse("not_owner", {
      en: `${number} is not sent: who asked has the conversation no more. /reject ${number} REASON ends it.`,
      zh: `${number} 未发送：申请人已不负责该会话。可用 /reject ${number} 原因 结束申请。`,
    });
  }
  if (conversation.status !== "active") {
    refuse("resolved", {
      en: `${number} is not sent: the conversation is resolved. Reopen it, or end this with /reject ${number} REASON.`,
      zh: `${number} 未发送：会话已解决。请重新打开会话，或用 /reject ${number} 原因 结束申请。`,
    });
  }
}

async function release(
  scope: OrgScope,
  { channels }: { channels: ChannelDirectory },
  { number, text: { channelId, ...text }, message, conversation }: HeldClaim,
  at: Date,
): Promise<void> {
  const channel = await channels.byId(channelId);
  if (!channel) {
    const words = { en: "The channel of this text is not there any more.", zh: "该内容的渠道已不存在。" };
    throw new ConflictError(words.en, { channelId, words });
  }
  const rules = readRules(await loadSettings(scope));
  await releaseToCustomer(
    scope,
    rules,
    { ...text, channel, conversation, at, act: { ...text.act, approval: number } },
    message,
  );
}
