import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { listPendingApprovals, type PendingApproval } from "../conduct/approvals/list-pending-approvals.ts";
import { isTextWithheld, withheldWords } from "../desk/text-withheld.ts";
import { MAX_FILES } from "../files/staff-file.ts";
import { withheldAnswers } from "../gaps/withheld-answers.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, plainText, quote, type RichText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const SHOWN = 10;
const BUTTONS_FOR = 3;
/** As many as a card takes everywhere (WeCom: six buttons). */
const MAX_BUTTONS = 6;

/** What waits for somebody's decision, oldest first. */
export const approvals: Command = {
  name: "approvals",
  words: ["待审批", "审批"],
  permission: "approval.decide",
  usage: "",
  description: { en: "What waits for a decision", zh: "查看待审批内容" },
  run: async ({ scope, channel, language }) => {
    const pending = await listPendingApprovals(scope);
    if (pending.length === 0)
      return plainText({ en: "Nothing waits for a decision.", zh: "没有待审批内容。" }[language]);
    const shown = pending.slice(0, SHOWN);
    const withheld = await withheldHere(scope, channel, shown);
    const say: RichText = shown.flatMap((one) => [
      paragraph(
        bold(`${one.number}`),
        ` · ${[one.conversation && `C${one.conversation}`, one.customerName, one.authorName ?? "bot"].filter(Boolean).join(" · ")} · ${maskSecrets(one.reason)}`,
      ),
      ...(withheld.has(one)
        ? [paragraph(`🔒 ${withheldWords[language]}`)]
        : one.content
          ? [quote(one.content, 300)]
          : []),
    ]);
    if (pending.length > SHOWN) {
      const more = pending.length - SHOWN;
      say.push(paragraph({ en: `And ${more} more.`, zh: `另有 ${more} 条。` }[language]));
    }
    const rows = pending
      .filter(({ kind }) => kind === "claim" || kind === "file" || kind === "material" || kind === "knowledge")
      .slice(0, BUTTONS_FOR)
      .map(({ number, files, material }) => [
        { id: `approve:${number}`, label: { en: `Approve ${number}`, zh: `批准 ${number}` }[language] },
        ...openFiles(number, files, language),
        ...showMaterial(number, material, language),
      ]);
    const buttons = fitting(rows);
    return { say, ...(buttons.length > 0 ? { buttons } : {}) };
  },
};

/** Those whose words are not for this place: a text to a pinned team's customer, a question that one asked. */
async function withheldHere(
  scope: OrgScope,
  channel: LiveChannel,
  approvals: readonly PendingApproval[],
): Promise<ReadonlySet<PendingApproval>> {
  const answers = await withheldAnswers(
    scope,
    channel,
    approvals.flatMap(({ wordsOf }) => wordsOf),
  );
  const withheld = new Set<PendingApproval>();
  for (const approval of approvals) {
    const { about, wordsOf } = approval;
    const isWithheld =
      wordsOf.some((id) => answers.has(id)) || (about && (await isTextWithheld(scope, channel, about)));
    if (isWithheld) withheld.add(approval);
  }
  return withheld;
}

/** The oldest come first; a row that does not fit any more stands there when those before it are decided. */
function fitting(rows: Button[][]): Button[][] {
  let room = MAX_BUTTONS;
  const end = rows.findIndex((row) => {
    room -= row.length;
    return room < 0;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

/** The same for a material, which is shown in private. */
function showMaterial(number: number, versionId: string | null, language: Language): Button[] {
  if (versionId === null) return [];
  return [{ id: `material_show:${versionId}`, label: { en: `Show ${number}`, zh: `查看 ${number}` }[language] }];
}

/** Whoever decides can look at it first. */
function openFiles(number: number, files: PendingApproval["files"], language: Language): Button[] {
  if (!files) return [];
  const label = { en: `Open ${number}`, zh: `打开 ${number}` }[language];
  return Array.from({ length: Math.min(files.count, MAX_FILES) }, (_, index) => ({
    id: `file_open:${files.note}:${index}`,
    label: files.count > 1 ? `${label} (${index + 1})` : label,
  }));
}
