import { describe, expect, it } from "vitest";
import type { Language } from "../../domain/language/language.ts";
import { toPlainText } from "../ports/rich-text.ts";
import type { CommandContext } from "./command.ts";
import { stepOfLine } from "./command-step.ts";
import { commands } from "./registry.ts";
import { usageIn } from "./usage-in.ts";

/** What an agent is answered to a line that asks nothing of the database. */
async function says(line: string, language: Language): Promise<string> {
  const [, word = "", args = ""] = /^\/(\S+)\s*(.*)$/u.exec(line) ?? [];
  const staff = { userId: "ann", name: "Ann", role: "agent", language };
  const context = { staff, language } as CommandContext;
  const step = await stepOfLine(context, { word, args, isCommand: true });
  const answer = await step.run(context, step.args);
  return toPlainText("say" in answer ? answer.say : answer);
}

describe("/help with a command", () => {
  it("shows its usage and what it does, by its name, its Chinese word or with a slash", async () => {
    expect(await says("/help take", "en")).toBe(
      "/take [C1042] [REASON] Take a conversation: you write to the customer, the bot is silent",
    );
    expect(await says("/help 接手", "zh")).toMatch(/^\/take \[C1042\] \[原因\] /);
    expect(await says("/help /take", "zh")).toMatch(/^\/take \[C1042\] \[原因\] /);
  });

  it("says that there is none, and which is near", async () => {
    expect(await says("/help tkae", "en")).toBe(
      "There is no command /tkae. Did you mean /take [C1042] [REASON]? /help lists all.",
    );
    expect(await says("/help tkae", "zh")).toBe(
      "没有命令 /tkae。您是否想用 /take [C1042] [原因]？发送 /help 查看全部。",
    );
  });

  it("says that a role may not use it", async () => {
    expect(await says("/help approve", "zh")).toMatch(/^\/approve 编号 .*\n.*您的角色（客服）无权使用 \/approve。$/s);
  });
});

describe("in Chinese", () => {
  it("what stands for something in a usage is Chinese", async () => {
    expect(await says("/help", "zh")).toContain("/handover [C1042|all] 姓名|团队 [备注]");
    for (const { usage } of commands) {
      expect(usageIn(usage, "zh").match(/\b(?!C\d|CUST_|CAM_|USD|ON\b|OFF\b|L\d|M\d)[A-Z]{2,}\b/)?.[0]).toBeUndefined();
      expect(usageIn(usage, "en")).toBe(usage);
    }
  });

  it("a role has its Chinese name", async () => {
    expect(await says("/approve 12", "zh")).toBe("您的角色（客服）无权使用 /approve。");
    expect(await says("/approve 12", "en")).toBe("Your role (agent) may not use /approve.");
  });
});
