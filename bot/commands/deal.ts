import type { Customer } from "../../domain/customers/customer.ts";
import { type DealStage, dealMoves } from "../../domain/funds/deal-stage.ts";
import { dealStages } from "../../domain/funds/deal-words.ts";
import { addDeal, type Deal, findDeal, listDeals, moveDeal } from "../../domain/funds/deals.ts";
import { setDealDetail } from "../../domain/funds/set-deal.ts";
import type { Language } from "../../domain/language/language.ts";
import { wordList } from "../../domain/language/word-list.ts";
import { todayOf } from "../../domain/organisation/today-of.ts";
import { sayDeal } from "../customers/funds-tab.ts";
import { refuse } from "../desk/refuse.ts";
import { bold, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { toChangeByWords } from "./customer/may-change.ts";
import { readWhy } from "./customer/read-why.ts";
import { readNewDeal } from "./deal/read-new-deal.ts";
import { readDealDetail } from "./deal/set-detail.ts";

const acts = wordList({
  list: { en: "list", zh: "列表", also: ["查看"] },
  add: { en: "add", zh: "添加", also: ["新增", "新建"] },
  move: { en: "move", zh: "推进", also: ["移动"] },
  win: { en: "win", zh: "赢单", also: ["won", "成交"] },
  set: { en: "set", zh: "设置" },
  lose: { en: "lose", zh: "丢单", also: ["lost", "输单"] },
});

const usage = {
  en: "/deal add TITLE [50000 USD] [30%], /deal list, /deal move NUMBER STAGE [50%], /deal set NUMBER products|competitors|notes|expected VALUE, /deal win NUMBER, /deal lose NUMBER WHY",
  zh: "/deal 添加 名称 [50000 USD] [30%]，/deal 列表，/deal 推进 序号 阶段 [50%]，/deal 设置 序号 产品|竞争对手|备注|预计 内容，/deal 赢单 序号，/deal 丢单 序号 原因",
};

/** What a customer may buy: opened, moved along its stages, won or lost. */
export const deal: Command = {
  name: "deal",
  words: ["商机"],
  permission: "deal.change",
  usage:
    "[C1042] add TITLE [AMOUNT CURRENCY] [PROBABILITY%] | list | move NUMBER STAGE | set NUMBER DETAIL VALUE | win NUMBER | lose NUMBER WHY",
  description: {
    en: "A customer's deals: add, list, move, set, win, lose",
    zh: "客户商机：添加、列表、推进、设置、赢单、丢单",
  },
  run: async (context, args) => {
    const { customer, rest } = await toChangeByWords(context, args, { permission: "deal.change", by: "deal" });
    const [, word = "", line = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(rest) ?? [];
    switch (word === "" ? "list" : acts.read(word)) {
      case "list":
        return list(context, customer);
      case "add":
        return add(context, customer, line);
      case "move":
        return move(context, customer, line);
      case "set":
        return setDetail(context, customer, line);
      case "win":
        return end(context, customer, line, "won");
      case "lose":
        return end(context, customer, line, "lost");
      default:
        return refuse("deal", usage);
    }
  },
};

async function list({ scope, language }: CommandContext, customer: Customer): Promise<RichText> {
  const deals = await listDeals(scope, customer.id);
  if (deals.length === 0) return plainText({ en: `No deals yet. ${usage.en}`, zh: `暂无商机。${usage.zh}` }[language]);
  const items = deals.map((one) => [{ type: "text" as const, text: sayDeal(one, language) }]);
  return [paragraph(bold(customer.name)), { type: "list", ordered: false, items }];
}

async function add(
  { scope, staff, language, deps }: CommandContext,
  customer: Customer,
  line: string,
): Promise<RichText> {
  const wanted = readNewDeal(line) ?? refuse("deal", usage);
  const { userId } = staff;
  await addDeal(scope, customer.id, wanted, { by: { userId }, ownerId: userId, at: deps.clock.now() });
  const [newest] = (await listDeals(scope, customer.id)).sort((left, right) => right.place - left.place);
  return plainText(`${customer.name}: ${newest ? sayDeal(newest, language) : wanted.title}`);
}

async function move(context: CommandContext, customer: Customer, line: string): Promise<RichText> {
  const { scope, language } = context;
  const [, place = "", words = "", percent] =
    /^#?(\d{1,6})\s+([\s\S]+?)(?:\s+(\d{1,3})\s*[%％])?\s*$/u.exec(line) ?? [];
  const found = await whichDeal(scope, customer, place);
  const to = dealStages.read(words);
  if (to === "lost") return end(context, customer, place, "lost");
  const moves = dealMoves(found.stage);
  if (to === null || !moves.includes(to)) return refuseMove(found, moves);
  const probability = percent === undefined ? undefined : Number(percent);
  if (probability !== undefined && probability > 100) return refuse("deal", usage);
  await make(context, customer, found, { to, ...(probability === undefined ? {} : { probability }) });
  return plainText(sayMove(customer, found, to, language));
}

async function setDetail(context: CommandContext, customer: Customer, line: string): Promise<RichText> {
  const [, place = "", rest = ""] = /^#?(\d{1,6})\s+([\s\S]*)$/u.exec(line) ?? [];
  const found = await whichDeal(context.scope, customer, place);
  const wanted = readDealDetail(rest) ?? refuse("deal", usage);
  const by = { by: { userId: context.staff.userId }, at: context.deps.clock.now() };
  await setDealDetail(context.scope, customer.id, found, wanted, by);
  return plainText(sayDeal(await whichDeal(context.scope, customer, place), context.language));
}

async function end(context: CommandContext, customer: Customer, line: string, to: "won" | "lost"): Promise<RichText> {
  const [, place = "", words = ""] = /^#?(\d{1,6})(?:\s+([\s\S]*))?$/u.exec(line.trim()) ?? [];
  const found = await whichDeal(context.scope, customer, place);
  const moves = dealMoves(found.stage);
  if (!moves.includes(to)) return refuseMove(found, moves);
  const why = {
    en: `Say why: /deal lose ${place} chose another broker`,
    zh: `请说明原因：/deal 丢单 ${place} 选择了其他经纪商`,
  };
  const reason = to === "lost" ? { lossReason: readWhy(words, why) } : {};
  await make(context, customer, found, { to, ...reason });
  return plainText(sayMove(customer, found, to, context.language));
}

async function make(
  { scope, staff, deps }: CommandContext,
  customer: Customer,
  found: Deal,
  move: { to: DealStage; probability?: number; lossReason?: string },
): Promise<void> {
  const at = deps.clock.now();
  const today = await todayOf(scope, at);
  if (await moveDeal(scope, customer.id, found, { ...move, today, at }, { userId: staff.userId })) return;
  refuse("deal_moved", {
    en: `Somebody moved #${found.place} just now. Look at /deal list and try again.`,
    zh: `#${found.place} 刚被其他人更改。请查看 /deal 列表 后重试。`,
  });
}

async function whichDeal(scope: CommandContext["scope"], customer: Customer, place: string): Promise<Deal> {
  if (place === "") return refuse("deal", usage);
  return (
    (await findDeal(scope, customer.id, Number(place))) ??
    refuse("deal_unknown", {
      en: `${customer.name} has no deal #${place}. /deal list shows them.`,
      zh: `${customer.name} 没有商机 #${place}。/deal 列表 可查看。`,
    })
  );
}

function refuseMove({ place, stage }: Deal, moves: readonly DealStage[]): never {
  const labels = (language: Language) => moves.map((one) => dealStages.label(one, language)).join(", ");
  if (moves.length === 0) {
    return refuse("deal_ended", {
      en: `#${place} is ${dealStages.label(stage, "en")}, which stays so. Add a new deal.`,
      zh: `#${place} 已${dealStages.label(stage, "zh")}，不能再更改。请新建商机。`,
    });
  }
  return refuse("deal_stage", {
    en: `#${place} is at ${dealStages.label(stage, "en")} and can go to: ${labels("en")}.`,
    zh: `#${place} 现处于${dealStages.label(stage, "zh")}，可移至：${labels("zh")}。`,
  });
}

function sayMove(customer: Customer, { place, title, stage }: Deal, to: DealStage, language: Language): string {
  const [from, now] = [dealStages.label(stage, language), dealStages.label(to, language)];
  return `${customer.name} · #${place} ${title}: ${from} → ${now}`;
}
