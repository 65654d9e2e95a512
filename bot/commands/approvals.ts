import { listPendingApprovals } from "../conduct/approvals/list-pending-approvals.ts";
import { bold, paragraph, plainText, quote, type RichText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const SHOWN = 10;
const BUTTONS_FOR = 3;

/** What waits for somebody's decision, oldest first. */
export const approvals: Command = {
  name: "approvals",
  words: ["待审批", "审批"],
  permission: "approval.decide",
  usage: "",
  description: { en: "What waits for a decision", zh: "查看待审批内容" },
  run: async ({ scope, language }) => {
    const pending = await listPendingApprovals(scope);
    if (pending.length === 0)
      return plainText({ en: "Nothing waits for a decision.", zh: "没有待审批内容。" }[language]);
    const say: RichText = pending
      .slice(0, SHOWN)
      .flatMap((one) => [
        paragraph(
          bold(`${one.number}`),
          ` · ${[one.conversation && `C${one.conversation}`, one.customerName, one.authorName ?? "bot"].filter(Boolean).join(" · ")} · ${one.reason}`,
        ),
        ...(one.content ? [quote(one.content, 300)] : []),
      ]);
    if (pending.length > SHOWN) {
      const more = pending.length - SHOWN;
      say.push(paragraph({ en: `And ${more} more.`, zh: `另有 ${more} 条。` }[language]));
    }
    const buttons = pending
      .filter(({ kind }) => kind === "claim")
      .slice(0, BUTTONS_FOR)
      .map(({ number }) => [
        { id: `approve:${number}`, label: { en: `Approve ${number}`, zh: `批准 ${number}` }[language] },
      ]);
    return { say, ...(buttons.length > 0 ? { buttons } : {}) };
  },
};
