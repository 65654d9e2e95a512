import { isAllowed } from "../../domain/organisation/permissions.ts";
import { readReason } from "../desk/look-at-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { type Act, runAct } from "./acts.ts";
import type { Command, CommandContext } from "./command.ts";
import { assignTo, receiverOf } from "./lead/give-lead.ts";
import { leadList } from "./lead/list-leads.ts";
import { move, reasonOf } from "./lead/move-lead.ts";
import { showLead } from "./lead/show-lead.ts";
import { splitCode, whichLead } from "./lead/which-lead.ts";

/** A lead: where it came from, how likely it is to become a client and why; and what becomes of it. */
export const lead: Command = {
  name: "lead",
  words: ["线索"],
  permission: "lead.read",
  usage: "[WHO] | qualify|convert [WHO] | lose|reopen [L1042] REASON | assign [L1042] WHO|next | list",
  description: {
    en: "A lead: its source, its score and why, and what becomes of it",
    zh: "线索：来源、评分及原因；推进、转化、流失、分配",
  },
  run: async (context, args) => {
    const done = runAct(acts, context, args);
    if (done) return done;
    const { rest, reason } = readReason(args);
    return showLead(context, await whichLead(context, rest, { reason, by: "lead" }));
  },
};

const find = (context: CommandContext, who: string) => whichLead(context, who, { reason: null, by: "lead" });

/** @throws RuleError where the asker's role does not work on leads. */
function mustChange({ staff }: CommandContext): void {
  if (isAllowed(staff.role, "lead.change")) return;
  refuse("role", {
    en: `Your role (${staff.role}) may read leads, not change them.`,
    zh: `您的角色（${staff.role}）只能查看线索，不能更改。`,
  });
}

const qualify: Act = async (context, who) => {
  mustChange(context);
  return move(context, await find(context, who), "qualified");
};

const convert: Act = async (context, who) => {
  mustChange(context);
  return move(context, await find(context, who), "converted");
};

const lose: Act = async (context, args) => {
  mustChange(context);
  const { who, rest } = await splitCode(context, args);
  const reason = reasonOf(rest, { en: "/lead lose L1042 no budget", zh: "/线索 流失 L1042 暂无预算" });
  return move(context, await find(context, who), "lost", reason);
};

const reopen: Act = async (context, args) => {
  mustChange(context);
  const { who, rest } = await splitCode(context, args);
  const reason = reasonOf(rest, { en: "/lead reopen L1042 wrote again", zh: "/线索 重开 L1042 客户再次咨询" });
  return move(context, await find(context, who), "contacted", reason);
};

const assign: Act = async (context, args) => {
  mustChange(context);
  const { who, rest } = await splitCode(context, args);
  const found = await find(context, who);
  return assignTo(context, found, await receiverOf(context, found, rest));
};

const next: Act = async (context, who) => {
  mustChange(context);
  const found = await find(context, who);
  return assignTo(context, found, await receiverOf(context, found, "next"));
};

const acts = new Map<string, Act>(
  (
    [
      [["qualify", "合格"], qualify],
      [["convert", "转化"], convert],
      [["lose", "lost", "流失", "放弃"], lose],
      [["reopen", "重开"], reopen],
      [["assign", "分配", "指派"], assign],
      [["next", "下一位"], next],
      [["list", "列表"], leadList],
    ] as const
  ).flatMap(([words, act]) => words.map((word) => [word, act] as const)),
);
