import { isAllowed, type Permission } from "../../domain/organisation/permissions.ts";
import { refuse } from "../desk/refuse.ts";
import type { Command, CommandContext, CommandSetting, RunCommand } from "./command.ts";
import { approveScript, retire } from "./script/decide.ts";
import { planFind } from "./script/find.ts";
import { list } from "./script/list.ts";
import { rate } from "./script/rate.ts";
import { readScriptRequest } from "./script/read-request.ts";
import { addScript, editScript } from "./script/write.ts";

/** Approved words for the customer at hand, and what becomes of scripts: proposed, approved, retired, rated. */
export const script: Command = {
  name: "script",
  words: ["话术", "話術"],
  permission: "script.use",
  usage: "QUERY",
  description: {
    en: "Find an approved script; also add, edit, approve, retire, rate, list",
    zh: "查找已批准的话术；另有 add、edit、approve、retire、rate、list",
  },
  plan: async (setting, args) => {
    const request = readScriptRequest(args);
    switch (request.kind) {
      case "find":
        return planFind(setting, request);
      case "add":
        return only(setting, "script.write", (context) => addScript(context, request.text));
      case "edit":
        return only(setting, "script.write", (context) => editScript(context, request.code, request.text));
      case "approve":
        return only(setting, "script.approve", (context) => approveScript(context, request.code));
      case "retire":
        return only(setting, "script.write", (context) => retire(context, request.code));
      case "rate":
        return (context) => rate(context, request.code, request.rating);
      case "list":
        return list;
    }
  },
};

function only(
  { staff }: CommandSetting,
  permission: Permission,
  run: (context: CommandContext) => ReturnType<RunCommand>,
) {
  if (isAllowed(staff.role, permission)) return run;
  return async () =>
    refuse("role", {
      en: `Your role (${staff.role}) may not do this (${permission}).`,
      zh: `您的角色（${staff.role}）无权执行此操作（${permission}）。`,
    });
}
