import { adapters } from "../../../adapters/registry.ts";
import { createChannelDirectory } from "../../../bot/channels/channel-directory.ts";
import { draftCorrection } from "../../../bot/corrections/draft-correction.ts";
import { findTold, parseToldEntry, type Told } from "../../../bot/corrections/find-told.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { conversationCode } from "../../../domain/organisation/codes.ts";
import { createSecretBox } from "../../../infra/crypto/secret-box.ts";
import { InputError } from "../../../infra/errors.ts";
import { masterKeys } from "../../master-key.ts";
import { withProgress } from "../progress.ts";
import { readNamedFile } from "../read-named-file.ts";
import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

export interface ImpactOptions {
  draft?: string;
  draftFile?: string;
  /** Only who was answered in it. */
  language?: string;
}

type ImpactTool = Pick<Tool, "inOrganization" | "database" | "environment" | "log" | "clock">;

const MAX_DRAFT = 2_000;
/** Rows for a person; a program gets all. */
const SHOWN = 200;

/** Lists who was told an entry, and drafts a correction for each chat where a text is given. @throws InputError. */
export async function showImpact(tool: ImpactTool, reference: string, options: ImpactOptions): Promise<Report> {
  const entry = parseToldEntry(reference);
  const text = await draftOf(options);
  const { language } = options;
  if (language !== undefined && language !== "zh" && language !== "en") {
    throw new InputError(`--language is zh or en, not "${language}"`);
  }
  const read = () =>
    tool.inOrganization(async (scope) => {
      const all = await findTold(scope, entry);
      return language ? all.filter((one) => one.language === language) : all;
    });
  const before = await read();
  await tool.inOrganization((scope) =>
    writeAudit(scope.trx, {
      orgId: scope.orgId,
      by: byCli,
      action: "answer.impact",
      resourceType: "knowledge",
      resourceId: scope.orgId,
      changes: { reference, told: before.length },
    }),
  );
  const drafted = text === null ? null : await draftAll(tool, entry, before, text);
  const told = drafted === null ? before : await read();
  const customers = new Set(told.map(({ customerId }) => customerId)).size;
  const head = `${told.length} answers to ${customers} customers rest on ${reference}.`;
  const more = drafted === null ? "" : `\n${drafted} corrections wait for approval: /approvals lists them.`;
  const rows = told
    .slice(0, SHOWN)
    .map((one) => [
      minute(one.at),
      one.customerCode,
      conversationCode(Number(one.conversation)),
      `${one.channel} (${one.platform})`,
      one.by,
      one.versions.join(", "),
      one.correction === null ? null : `${one.correction} ${one.approval}`,
    ]);
  return {
    json: { reference: entry.reference, version: entry.version, customers, drafted, told },
    text: `${head}${more}\n\n${table(["when", "customer", "conversation", "channel", "told by", "version", "correction"], rows, "Nobody was told it.")}${told.length > SHOWN ? `\nand ${told.length - SHOWN} more: --json lists all` : ""}`,
  };
}

async function draftOf({ draft, draftFile }: ImpactOptions): Promise<string | null> {
  if (draft !== undefined && draftFile !== undefined) throw new InputError("Give --draft or --draft-file, not both.");
  const text = draftFile === undefined ? draft : await readNamedFile(draftFile);
  if (text === undefined) return null;
  const words = text.trim();
  if (words === "" || words.length > MAX_DRAFT) {
    throw new InputError(`A correction has 1 to ${MAX_DRAFT} characters, not ${words.length}.`);
  }
  return words;
}

/** One a chat, each in a transaction of its own: what was drafted stays when a later one fails, and is not drafted again. */
async function draftAll(
  tool: ImpactTool,
  entry: ReturnType<typeof parseToldEntry>,
  told: Told[],
  text: string,
): Promise<number> {
  const { db } = await tool.database();
  const secrets = createSecretBox(masterKeys(await tool.environment()));
  const channels = createChannelDirectory({ db, secrets, modules: adapters, clock: tool.clock, log: await tool.log() });
  const chats = new Map(told.map((one) => [`${one.channelId} ${one.customerId} ${one.chat}`, one]));
  let drafted = 0;
  await withProgress("corrections", async (onProgress) => {
    for (const [index, chat] of [...chats.values()].entries()) {
      const done = await tool.inOrganization((scope) =>
        draftCorrection(scope, { channels, clock: tool.clock }, { entry, chat, text, by: byCli }),
      );
      if (done.outcome === "drafted") drafted += 1;
      onProgress(index + 1, chats.size);
    }
  });
  return drafted;
}
