import { z } from "zod";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError } from "../../infra/errors.ts";
import type { ImportReport, Knowledge } from "../../knowledge/index.ts";
import { problemWords } from "../../knowledge/ingest/file-problem.ts";
import { type FileReport, noReport } from "../../knowledge/ingest/import-report.ts";
import { findKnowledgeBase } from "../../knowledge/store/knowledge-bases.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { claimsInKnowledge } from "../conduct/claims-in-knowledge.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { fetchPosted } from "./fetch-posted.ts";
import { importReportWords } from "./import-report-words.ts";
import { endImport, lockImport, type PostedImport } from "./posted-import.ts";

export interface ImportPostedDeps {
  db: Database;
  channels: ChannelDirectory;
  knowledge: Pick<Knowledge, "importFiles">;
  clock: Clock;
  /** Larger files stay at the platform, and the answer says so. */
  maxBytes: number;
}

export const ImportJob = z.object({ orgId: z.uuid(), importId: z.uuid() });
export type ImportJob = z.infer<typeof ImportJob>;

/**
 * Fetches what somebody posted, imports it, and says what came of it where the button was pressed. What may work later
 * makes the job fail, so that the queue tries again: an import that was cut off goes on.
 */
export async function importPosted(deps: ImportPostedDeps, { orgId, importId }: ImportJob): Promise<void> {
  const posted = await inOrganization(deps.db, orgId, (scope) => lockImport(scope, importId));
  const channel = posted && (await deps.channels.byId(posted.channelId));
  if (posted?.status !== "queued" || !posted.kb || !channel) return;
  const files: { name: string; bytes: Uint8Array }[] = [];
  const lost: FileReport[] = [];
  for (const file of posted.files) {
    const name = file.name ?? file.kind;
    try {
      files.push({ name, bytes: await fetchPosted(channel.adapter, file, deps.maxBytes) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      lost.push({ ...noReport(name), errors: [{ words: problemWords(error) }] });
    }
  }
  const by = posted.pressedBy === null ? {} : { by: posted.pressedBy };
  const report = await deps.knowledge.importFiles({ orgId, kb: posted.kb, paths: [], posted: files, ...by });
  const whole = { ...report, files: [...report.files, ...lost] };
  await inOrganization(deps.db, orgId, (scope) => end(scope, deps, channel, importId, whole));
}

async function end(
  scope: OrgScope,
  { clock }: ImportPostedDeps,
  channel: LiveChannel,
  importId: string,
  report: ImportReport,
): Promise<void> {
  // Another run of this job may have been faster.
  const posted = await lockImport(scope, importId);
  if (posted?.status !== "queued" || !posted.place || !posted.pressedBy) return;
  const isRead = report.files.some(({ read }) => read > 0);
  await endImport(scope, importId, { status: isRead ? "completed" : "failed", report, at: clock.now() });
  const kbId = await findKnowledgeBase(scope, report.kb);
  await writeImport(scope, { ...posted, pressedBy: posted.pressedBy }, kbId ?? importId, report);
  const claims = kbId ? await claimsInKnowledge(scope, kbId, readRules(await loadSettings(scope)).claims) : [];
  const { chat, target, language } = posted.place;
  await queueDelivery(scope, {
    channel,
    chat,
    target,
    audience: "staff",
    purpose: "command",
    content: importReportWords(report, claims.length, language),
    act: { by: "bot", why: "import: done" },
  });
}

async function writeImport(
  scope: OrgScope,
  { id, pressedBy }: PostedImport & { pressedBy: string },
  resourceId: string,
  { kb, faqs, documents, files }: ImportReport,
): Promise<void> {
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: pressedBy },
    action: "knowledge.import",
    resourceType: "knowledge_base",
    resourceId,
    changes: { kb, faqs, documents, files: files.map(({ path }) => path), import: id },
  });
}
