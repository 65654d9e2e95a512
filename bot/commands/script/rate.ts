import { findLatestVersion } from "../../../domain/content/find-script.ts";
import { rateScript } from "../../../domain/content/recount-script.ts";
import { Script } from "../../../domain/content/script.ts";
import { findScriptInForce } from "../../../domain/content/scripts-in-force.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { ButtonAction, CommandAnswer, CommandContext } from "../command.ts";
import { unknownScript } from "./unknown-script.ts";

/** A person's vote on the version in force, else on the newest. */
export async function rate(context: CommandContext, code: string, rating: number | null): Promise<CommandAnswer> {
  const { scope, deps } = context;
  if (rating === null) return refuse("rating", outOfRange);
  const inForce = await findScriptInForce(scope, code, deps.clock.now());
  const script = inForce ?? (await findLatestVersion(scope, code));
  if (!script) return unknownScript(code);
  return vote(context, script, rating);
}

/** The row of stars after a script was sent. */
export const scriptVote: ButtonAction = {
  name: "script_vote",
  permission: "script.use",
  run: async (context, args) => {
    const [id = "", rating = ""] = args.split(":");
    if (!/^[0-9a-f-]{36}$/.test(id) || !/^[1-5]$/.test(rating)) return refuse("rating", outOfRange);
    const script = await Script.query(context.scope.trx).findOne({ orgId: context.scope.orgId, id });
    return script ? vote(context, script, Number(rating)) : unknownScript(id);
  },
};

async function vote(context: CommandContext, script: Script, rating: number): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  await rateScript(scope, { scriptId: script.id, userId: staff.userId, rating, at: deps.clock.now() });
  return plainText(
    {
      en: `Your vote on ${script.scriptCode} is ${rating} of 5.`,
      zh: `您对 ${script.scriptCode} 的评分：${rating}/5。`,
    }[language],
  );
}

const outOfRange = { en: "Rate from 1 to 5: /script rate CODE 5.", zh: "请评 1 到 5 分：/script rate 编号 5。" };
