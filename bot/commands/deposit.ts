import { Deposit } from "../../domain/funds/fund-rows.ts";
import { readMoney } from "../../domain/funds/money.ts";
import { findDeposit, moveDeposit, type SettledStatus } from "../../domain/funds/move-deposit.ts";
import { recordDeposit } from "../../domain/funds/record-deposit.ts";
import { readReason } from "../desk/look-at-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";
import { sayDeposit } from "./funds/fund-words-of.ts";
import { type FundRequest, readFundRequest } from "./funds/read-fund-request.ts";
import { allowOnly, mayLookAt, refuseSlip, saidNow, saySums, typedJustNow, whoseFunds } from "./funds/which-funds.ts";

const SHOWN = 10;

/** What a customer paid in: listed, recorded, and confirmed or failed by who may. */
export const deposit: Command = {
  name: "deposit",
  words: ["入金"],
  permission: "deposit.record",
  usage: "[C1042] [500 USD [REF]]",
  description: {
    en: "A customer's deposits, or a new one; also confirm CODE, fail CODE",
    zh: "查看或记录客户入金；另有 confirm、fail",
  },
  run: async (context, args) => {
    const { rest, reason } = readReason(args);
    const request = readFundRequest(rest);
    switch (request.kind) {
      case "confirm":
        return move(context, { code: request.code, to: "confirmed", reason });
      case "fail":
        return move(context, { code: request.code, to: "failed", reason });
      case "record":
        return record(context, request, reason);
      case "show":
        return show(context, request.code, reason);
      case "talk":
        return refuse("deposit_usage", {
          en: "A deposit takes no notes here. /note keeps them.",
          zh: "入金不支持沟通记录，请用 /note。",
        });
      case "list":
        return list(context, request.who, reason);
    }
  },
};

async function list(context: CommandContext, who: string, reason: string | null): Promise<CommandAnswer> {
  const { scope, language } = context;
  const customer = await whoseFunds(context, { who, reason, by: "deposit" });
  const rows = await Deposit.query(scope.trx)
    .where({ orgId: scope.orgId, customerId: customer.id })
    .orderBy([
      { column: "depositedAt", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(SHOWN);
  const said = await saidNow(context);
  const sums = await saySums(scope, "deposits", customer.id);
  const head = { en: `${customer.name} · confirmed: ${sums}`, zh: `${customer.name} · 已确认：${sums}` }[language];
  if (rows.length === 0) return plainText({ en: `${head}. No deposits.`, zh: `${head}。暂无入金。` }[language]);
  const items = rows.map((row) => [{ type: "text" as const, text: sayDeposit(row, said) }]);
  return [paragraph(bold(head)), { type: "list", ordered: false, items }];
}

async function show(context: CommandContext, code: string, reason: string | null): Promise<CommandAnswer> {
  const row = await findDeposit(context.scope, code);
  await mayLookAt(context, row.customerId, { reason, by: "deposit" });
  return plainText(sayDeposit(row, await saidNow(context)));
}

async function record(
  context: CommandContext,
  { who, reference, ...typed }: Extract<FundRequest, { kind: "record" }>,
  reason: string | null,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const money = readMoney(typed.amount, typed.currency);
  const customer = await whoseFunds(context, { who, reason, by: "deposit" });
  const at = deps.clock.now();
  const about = { customerId: customer.id, ...money };
  const twin = reference === null ? await typedJustNow(scope, "deposits", about, at) : null;
  if (twin !== null) return refuseSlip(twin);
  const report = { ...about, externalRef: reference, happenedAt: at };
  const { row, isNew } = await recordDeposit(scope, report, { by: { userId: staff.userId }, at });
  const said = sayDeposit(row, await saidNow(context));
  const words = isNew
    ? {
        en: `${customer.name}: ${said}. Once the money is there: /deposit confirm ${row.depositCode}`,
        zh: `${customer.name}：${said}。款项到账后：/入金 确认 ${row.depositCode}`,
      }
    : { en: `Recorded before: ${said}`, zh: `此前已记录：${said}` };
  return plainText(words[language]);
}

async function move(
  context: CommandContext,
  { code, to, reason }: { code: string; to: SettledStatus; reason: string | null },
): Promise<CommandAnswer> {
  const { scope, staff, deps } = context;
  allowOnly(context, "deposit.settle");
  const { customerId } = await findDeposit(scope, code);
  await mayLookAt(context, customerId, { reason, by: "deposit" });
  const { row } = await moveDeposit(scope, code, to, { by: { userId: staff.userId }, at: deps.clock.now() });
  return plainText(sayDeposit(row, await saidNow(context)));
}
