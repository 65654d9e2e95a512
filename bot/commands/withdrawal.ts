import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { mayReadCustomer } from "../../domain/customers/may-read-customer.ts";
import { Withdrawal } from "../../domain/funds/fund-rows.ts";
import { withdrawalReasons } from "../../domain/funds/fund-words.ts";
import { readMoney } from "../../domain/funds/money.ts";
import { findWithdrawal, moveWithdrawal } from "../../domain/funds/move-withdrawal.ts";
import { recordTalk } from "../../domain/funds/record-talk.ts";
import { recordWithdrawal } from "../../domain/funds/record-withdrawal.ts";
import { readReason, readReasonBehindWords } from "../desk/look-at-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { findVerifiedConversation } from "../funds/verified-conversation.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";
import { sayWithdrawal } from "./funds/fund-words-of.ts";
import { type FundRequest, readFundRequest } from "./funds/read-fund-request.ts";
import { allowOnly, mayLookAt, refuseSlip, saidNow, saySums, typedJustNow, whoseFunds } from "./funds/which-funds.ts";

const SHOWN = 10;
const MAX_TALK = 1000;

/** What a customer asked to be paid out: listed, recorded, and confirmed by who may. Nobody turns one down from here. */
export const withdrawal: Command = {
  name: "withdrawal",
  words: ["出金"],
  permission: "withdrawal.record",
  usage: "[C1042] [500 USD [REF]]",
  description: {
    en: "A customer's withdrawals, or a new one; also confirm CODE, talk CODE WORDS",
    zh: "查看或记录客户出金；另有 confirm、talk",
  },
  run: async (context, args) => {
    const whole = readFundRequest(args);
    if (whole.kind === "talk") return talk(context, whole);
    const { rest, reason } = readReason(args);
    const request = readFundRequest(rest);
    switch (request.kind) {
      case "confirm":
        return confirm(context, request.code, reason);
      case "fail":
        return refuse("withdrawal_refusal", {
          en: "Nobody turns a withdrawal down from here: the back office says so (deskhand withdrawal import, or the API).",
          zh: "此处不能拒绝出金：结果只能由后台系统报告（deskhand withdrawal import 或接口）。",
        });
      case "talk":
        return talk(context, request);
      case "record":
        return record(context, request, reason);
      case "show":
        return show(context, request.code, reason);
      case "list":
        return list(context, request.who, reason);
    }
  },
};

async function list(context: CommandContext, who: string, reason: string | null): Promise<CommandAnswer> {
  const { scope, language } = context;
  const customer = await whoseFunds(context, { who, reason, by: "withdrawal" });
  const rows = await Withdrawal.query(scope.trx)
    .where({ orgId: scope.orgId, customerId: customer.id })
    .orderByRaw("status = 'pending' DESC, requested_at DESC, id DESC")
    .limit(SHOWN);
  const said = await saidNow(context);
  const sums = await saySums(scope, "withdrawals", customer.id);
  const head = { en: `${customer.name} · paid out: ${sums}`, zh: `${customer.name} · 已出金：${sums}` }[language];
  if (rows.length === 0) return plainText({ en: `${head}. No withdrawals.`, zh: `${head}。暂无出金。` }[language]);
  const items = rows.map((row) => [{ type: "text" as const, text: sayWithdrawal(row, said) }]);
  return [paragraph(bold(head)), { type: "list", ordered: false, items }];
}

async function show(context: CommandContext, code: string, reason: string | null): Promise<CommandAnswer> {
  const row = await findWithdrawal(context.scope, code);
  await mayLookAt(context, row.customerId, { reason, by: "withdrawal" });
  return [
    paragraph(sayWithdrawal(row, await saidNow(context))),
    ...(row.retentionAction === null ? [] : [paragraph(row.retentionAction)]),
  ];
}

async function record(
  context: CommandContext,
  { who, reference, ...typed }: Extract<FundRequest, { kind: "record" }>,
  reason: string | null,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const money = readMoney(typed.amount, typed.currency);
  const customer = await whoseFunds(context, { who, reason, by: "withdrawal" });
  const at = deps.clock.now();
  const about = { customerId: customer.id, ...money };
  const twin = reference === null ? await typedJustNow(scope, "withdrawals", about, at) : null;
  if (twin !== null) return refuseSlip(twin);
  const report = { ...about, externalRef: reference, happenedAt: at };
  const { row, isNew } = await recordWithdrawal(scope, report, { by: { userId: staff.userId }, at });
  const said = sayWithdrawal(row, await saidNow(context));
  if (!isNew) return plainText({ en: `Recorded before: ${said}`, zh: `此前已记录：${said}` }[language]);
  return [paragraph(`${customer.name}: ${said}`), paragraph(await sayTold(context, customer))];
}

/** Whether the customer is told, and that nothing is sold to them now. */
async function sayTold({ scope, language }: CommandContext, { id }: Customer): Promise<string> {
  const isTold = (await findVerifiedConversation(scope, id)) !== null;
  const told = isTold
    ? { en: "The customer is told that it has arrived.", zh: "已通知客户申请已收到。" }
    : {
        en: "The customer is not told here: none of their chats is verified. Tell them through their account.",
        zh: "未在此通知客户：其聊天账号均未核实，请通过客户账户告知。",
      };
  const paused = {
    en: " Until it is settled nothing is sold to them, and nobody here can delay or turn it down.",
    zh: "处理完毕前不得向其推销，任何人不得在此拖延或拒绝。",
  };
  return `${told[language]}${paused[language]}`;
}

async function confirm(context: CommandContext, code: string, reason: string | null): Promise<CommandAnswer> {
  const { scope, staff, deps } = context;
  allowOnly(context, "withdrawal.settle");
  const { customerId } = await findWithdrawal(scope, code);
  await mayLookAt(context, customerId, { reason, by: "withdrawal" });
  const reporter = { by: { userId: staff.userId }, at: deps.clock.now() };
  const { row } = await moveWithdrawal(scope, code, "confirmed", reporter);
  return plainText(sayWithdrawal(row, await saidNow(context)));
}

async function talk(
  context: CommandContext,
  { code, words }: Extract<FundRequest, { kind: "talk" }>,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const row = await findWithdrawal(scope, code);
  // What was said is kept as it was typed where no reason has to be given.
  const isTheirs = await mayReadCustomer(scope, staff, row.customerId);
  const typed = isTheirs ? { rest: words, reason: null } : readReasonBehindWords(words);
  await mayLookAt(context, row.customerId, { reason: typed.reason, by: "withdrawal" });
  const { reason, said } = readTalk(typed.rest);
  if (said === "") {
    return refuse("talk_words", {
      en: `What was said? /withdrawal talk ${row.withdrawalCode} WORDS`,
      zh: `沟通了什么？/出金 沟通 ${row.withdrawalCode} 内容`,
    });
  }
  await recordTalk(scope, code, { words: said, reason }, { by: { userId: staff.userId }, at: deps.clock.now() });
  const kept = {
    en: `Kept with ${row.withdrawalCode}, where compliance reads it. The request stands as it did.`,
    zh: `已记入 ${row.withdrawalCode}，合规可见。出金申请不受影响。`,
  };
  return plainText(kept[language]);
}

/** The first word may be why the customer wants the money: `needs_funds`, 资金需求. */
function readTalk(words: string) {
  const [first = "", ...rest] = words.trim().split(/\s+/u);
  const reason = withdrawalReasons.read(first);
  const said = reason === null ? words : rest.join(" ") || words;
  return { reason, said: maskedStart(said, MAX_TALK) };
}
