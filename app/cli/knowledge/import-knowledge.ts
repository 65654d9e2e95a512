import { DateTime } from "luxon";
import { z } from "zod";
import { claimsInKnowledge, type KnowledgeClaim } from "../../../bot/conduct/claims-in-knowledge.ts";
import { readRules } from "../../../bot/converse/organisation-rules.ts";
import { zoneOf } from "../../../domain/conversations/working-hours.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { InputError } from "../../../infra/errors.ts";
import { type ImportReport, type KnowledgeAudience, knowledgeAudiences } from "../../../knowledge/index.ts";
import { findAuthor } from "../find-author.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { auditKnowledge } from "./audit-knowledge.ts";
import { findKb } from "./find-kb.ts";
import { useKnowledge } from "./use-knowledge.ts";

export interface ImportOptions {
  kb: string;
  audience?: string;
  /** Days of the organisation's time zone. */
  from?: string;
  until?: string;
  tag?: string[];
  /** E-mail address. */
  by?: string;
  paths: string[];
}

/** @throws InputError when a path does not exist or the audience is none. */
export async function importKnowledge(tool: Tool, options: ImportOptions): Promise<Report> {
  const { kb, audience: named, paths } = options;
  const audience = named === undefined ? {} : { audience: readAudience(named) };
  const knowledge = await useKnowledge(tool);
  const orgId = await tool.orgId();
  const times = await readTimes(tool, options);
  const filing = { ...(await readAuthor(tool, options)), ...readTags(options) };
  const report = await withProgress("files", (progress) =>
    knowledge.importFiles({
      orgId,
      kb,
      ...audience,
      ...times,
      ...filing,
      paths,
      onProgress: ({ filesDone, filesTotal }) => progress(filesDone, filesTotal),
    }),
  );
  const { faqs, documents } = report;
  const kbId = await findKb(tool, kb);
  await auditKnowledge(tool, "knowledge.import", kbId, { kb, ...audience, ...times, ...filing, faqs, documents });
  const claims = await tool.inOrganization(async (scope) =>
    claimsInKnowledge(scope, kbId, readRules(await loadSettings(scope)).claims),
  );
  return describe(inEnglish(report), claims);
}

const MOST_TAGS = 20;
const Tag = z.string().trim().min(1).max(40);

function readTags({ tag }: ImportOptions): { tags?: string[] } {
  if (tag === undefined) return {};
  const tags = z.array(Tag).max(MOST_TAGS).safeParse(tag);
  if (!tags.success) throw new InputError(`--tag takes at most ${MOST_TAGS} tags of 1 to 40 characters`);
  return { tags: [...new Set(tags.data)] };
}

async function readAuthor(tool: Tool, { by }: ImportOptions): Promise<{ by?: string }> {
  if (by === undefined) return {};
  const wanted = { permission: "knowledge.import", what: "knowledge" } as const;
  return { by: await tool.inOrganization((scope) => findAuthor(scope, by, wanted)) };
}

async function readTimes(tool: Tool, { from, until }: ImportOptions): Promise<{ validFrom?: Date; validTo?: Date }> {
  if (from === undefined && until === undefined) return {};
  const zone = await tool.inOrganization(async (scope) =>
    zoneOf((await loadSettings(scope)).get("organization.timezone")),
  );
  const toDate = (day: string): Date => {
    const time = DateTime.fromFormat(day, "yyyy-MM-dd", { zone });
    if (!time.isValid) throw new InputError("A date is written as 2026-11-26");
    return time.toJSDate();
  };
  return {
    ...(from === undefined ? {} : { validFrom: toDate(from) }),
    ...(until === undefined ? {} : { validTo: toDate(until) }),
  };
}

function readAudience(word: string): KnowledgeAudience {
  const audience = knowledgeAudiences.find((known) => known === word);
  if (!audience) throw new InputError(`--audience is public or internal, not "${word}"`);
  return audience;
}

const LISTED_CLAIMS = 50;

/** As the tool prints it, also as JSON. */
function inEnglish(report: ImportReport) {
  return {
    ...report,
    files: report.files.map((file) => ({
      ...file,
      errors: file.errors.map(({ words, ...at }) => ({ ...at, message: words.en })),
      notes: file.notes.map(({ en }) => en),
    })),
    vectorWarning: report.vectorWarning?.en ?? null,
  };
}

function describe(report: ReturnType<typeof inEnglish>, claims: KnowledgeClaim[]): Report {
  const problems = report.files.flatMap(({ path, errors, moreErrors }) => [
    ...errors.map(({ line, message }) => [line === undefined ? path : `${path}:${line}`, message]),
    ...(moreErrors > 0 ? [[path, `and ${moreErrors} more`]] : []),
  ]);
  const notes = report.files.flatMap(({ path, notes: ofFile }) => ofFile.map((note) => [path, note]));
  const read = report.files.reduce((sum, file) => sum + file.read, 0);
  const withoutAnswer = report.files.reduce((sum, file) => sum + file.withoutAnswer, 0);
  const counted = ({ created, updated, unchanged }: ImportReport["faqs"]) =>
    `${created} new, ${updated} changed, ${unchanged} as before`;
  const lines = [
    fields({ "knowledge base": report.kb, FAQs: counted(report.faqs), documents: counted(report.documents) }),
    ...(withoutAnswer > 0 ? [`${withoutAnswer} FAQs have no answer: they are found, but a person has to answer.`] : []),
    ...(report.vectorWarning
      ? [`${report.vectorWarning} Words are searchable; deskhand kb reindex adds the vectors.`]
      : []),
    ...(claims.length > 0
      ? [
          `${claims.length} texts of this knowledge base would be held on their way to a customer:`,
          table(
            ["id", "title", "because of"],
            claims.slice(0, LISTED_CLAIMS).map(({ id, title, words }) => [id, title, words.join(", ")]),
            "",
          ),
        ]
      : []),
    ...(notes.length > 0 ? [table(["where", "note"], notes, "")] : []),
    ...(problems.length > 0 ? [table(["where", "not imported because"], problems, "")] : []),
  ];
  const failure = read === 0 ? "Nothing could be imported" : undefined;
  return {
    json: { ...report, wouldBeHeld: claims },
    text: lines.join("\n\n"),
    ...(failure === undefined ? {} : { failure }),
  };
}
