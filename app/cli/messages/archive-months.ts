import { resolve } from "node:path";
import type { Knex } from "knex";
import { keepMonths } from "../../../domain/conversations/keep-months.ts";
import { fitting } from "../../../domain/organisation/settings/setting.ts";
import { InputError, RuleError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { detachMonth } from "./detach-month.ts";
import { isWritten, type MonthFile, writeMonthFile } from "./month-file.ts";
import { ARCHIVE_SCHEMA, attachedMonths, countRows } from "./months.ts";
import { noteEverywhere } from "./note-everywhere.ts";
import { moveTables, openOwner } from "./owner.ts";
import { refuseHeld } from "./refuse-held.ts";

export interface ArchiveOptions {
  before: string;
  to?: string;
  drop?: boolean;
}

interface Archived {
  month: string;
  messages: number;
  state: "kept" | "dropped";
  where: string;
  sha256: string | null;
}

/** Takes months out, one after the other: what was done to one stays done when the next is refused. */
export async function archiveMonths(tool: Tool, { before, to, drop = false }: ArchiveOptions): Promise<Report> {
  if (drop && to === undefined)
    throw new InputError("--drop removes a month once its file was read back: say --to FOLDER too");
  const owner = await openOwner(tool);
  await refuseYoung(owner, before, tool.clock.now());
  const done: Archived[] = [];
  for (const { month, table: name } of await attachedMonths(owner)) {
    if (month === null || month >= before || (await countRows(owner, name)) === 0) continue;
    done.push(await archiveMonth(tool, owner, { month, table: name }, { folder: to ?? null, drop }));
  }
  return {
    json: { archived: done },
    text: table(
      ["month", "messages", "state", "where", "SHA-256"],
      done.map(({ month, messages, state, where, sha256 }) => [month, messages, state, where, sha256]),
      `There are no messages before ${before}.`,
    ),
  };
}

async function archiveMonth(
  tool: Tool,
  owner: Knex,
  attached: { month: string; table: string },
  { folder, drop }: { folder: string | null; drop: boolean },
): Promise<Archived> {
  const detached = await detachMonth(owner, attached, tool.clock.now());
  const { id, month, messages } = detached;
  await noteEverywhere(tool, id, "messages.archive", { month, messages });
  const kept = { month, messages, state: "kept", where: `${ARCHIVE_SCHEMA}.${detached.table}`, sha256: null } as const;
  if (folder === null) return kept;
  const file = await writeMonthFile(owner, resolve(folder), detached);
  if (!(await isWritten(file)) || file.messages !== messages) {
    throw new RuleError(
      "archive_differs",
      `${file.path} is not what ${month} holds; the month is kept in the database`,
    );
  }
  await noteFile(owner, id, file, tool.clock.now());
  if (!drop) return { ...kept, sha256: file.sha256 };
  await dropMonth(owner, detached, tool.clock.now());
  await noteEverywhere(tool, id, "messages.drop", { month, messages, sha256: file.sha256 });
  return { month, messages, state: "dropped", where: file.path, sha256: file.sha256 };
}

/** @throws RuleError naming the first month that has to stay: the organisation that keeps longest decides. */
async function refuseYoung(owner: Knex, before: string, now: Date): Promise<void> {
  const { rows } = await owner.raw(
    `SELECT o.code, s.value FROM organizations o
     LEFT JOIN settings s ON s.org_id = o.id AND s.key = 'messages.keep_months'`,
  );
  const kept = rows.map(({ code, value }: { code: string; value: unknown }) => ({
    code,
    months: fitting(keepMonths, value),
  }));
  for (const { code, months } of kept) {
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 7);
    if (before > first) {
      throw new RuleError(
        "kept_months",
        `The organisation ${code} keeps messages for ${months} months (messages.keep_months): nothing after --before ${first} can be archived`,
      );
    }
  }
}

async function noteFile(owner: Knex, id: string, { path, sha256 }: MonthFile, at: Date): Promise<void> {
  await owner("message_archives").where({ id }).update({ file: path, sha256, changed_at: at });
}

async function dropMonth(
  owner: Knex,
  { id, table: name, month }: { id: string; table: string; month: string },
  at: Date,
) {
  await moveTables(owner, async (trx) => {
    // A hold may have been placed since the month was taken out.
    await refuseHeld(trx, { schema: ARCHIVE_SCHEMA, table: name, month });
    await trx.raw("DROP TABLE ??.??", [ARCHIVE_SCHEMA, name]);
    await trx("message_archives").where({ id }).update({ state: "dropped", table_name: null, changed_at: at });
  });
}
