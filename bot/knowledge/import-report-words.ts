import type { Language } from "../../domain/language/language.ts";
import type { ImportReport } from "../../knowledge/index.ts";
import { paragraph, type RichText } from "../ports/rich-text.ts";

const MAX_LISTED = 10;

/** What came of an import, for the chat in which it was asked for. `held`: how many texts no customer would get. */
export function importReportWords(report: ImportReport, held: number, language: Language): RichText {
  const { kb, faqs, documents, files } = report;
  const read = files.filter(({ read: count }) => count > 0);
  const problems = files.flatMap(({ path, errors, notes }) => [
    ...errors.map(({ line, words }) => `⚠️ ${placeIn(path, line, language)}${words[language]}`),
    ...notes.map((note) => `ℹ️ ${placeIn(path, undefined, language)}${note[language]}`),
  ]);
  const isZh = language === "zh";
  const counted = ({ created, updated, unchanged }: ImportReport["faqs"]) =>
    isZh
      ? `新增 ${created}，更新 ${updated}，未变 ${unchanged}`
      : `${created} new, ${updated} changed, ${unchanged} as before`;
  const lines =
    read.length === 0
      ? [isZh ? `❌ 未能导入“${kb}”。` : `❌ Nothing could be imported into “${kb}”.`]
      : [
          isZh ? `✅ 已导入“${kb}”。` : `✅ Imported into “${kb}”.`,
          isZh ? `文档：${counted(documents)}` : `Documents: ${counted(documents)}`,
          isZh ? `问答：${counted(faqs)}` : `FAQs: ${counted(faqs)}`,
        ];
  if (held > 0) {
    lines.push(
      isZh
        ? `此知识库有 ${held} 段内容在发给客户前会被拦截；deskhand kb import 会逐条列出。`
        : `${held} texts of this knowledge base would be held on their way to a customer; deskhand kb import lists them.`,
    );
  }
  if (report.vectorWarning) lines.push(`⚠️ ${report.vectorWarning[language]}`);
  const more = problems.length - MAX_LISTED;
  lines.push(...problems.slice(0, MAX_LISTED));
  if (more > 0) lines.push(isZh ? `另有 ${more} 条。` : `and ${more} more.`);
  return lines.map((line) => paragraph(line));
}

function placeIn(path: string, line: number | undefined, language: Language): string {
  if (language === "zh") return line === undefined ? `${path}：` : `${path} 第 ${line} 行：`;
  return line === undefined ? `${path}: ` : `${path}:${line}: `;
}
