import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Knex } from "knex";
import { readThrough } from "../../../infra/db/read-through.ts";
import { ARCHIVE_SCHEMA } from "./months.ts";

const FORMAT = "deskhand-messages/1";

/** A file of a month: a message a line as JSON, in the order of time, compressed. */
export interface MonthFile {
  path: string;
  messages: number;
  /** Of the file. */
  sha256: string;
  /** Of the lines in it. */
  linesSha256: string;
}

/**
 * Writes a month that was taken out, with a manifest beside it. For its owner alone to read: it holds what customers said.
 * @throws when there is such a file already.
 */
export async function writeMonthFile(
  owner: Knex,
  folder: string,
  { id, month, table }: { id: string; month: string; table: string },
): Promise<MonthFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `messages-${month}-${id}.jsonl.gz`);
  const lines = createHash("sha256");
  const whole = createHash("sha256");
  let messages = 0;
  await owner.transaction(
    async (trx) => {
      await trx.raw("SELECT set_config('timezone', 'UTC', true)");
      const rows = async function* () {
        for await (const { json } of readThrough<{ json: string }>(trx, linesSql(table), {})) {
          messages += 1;
          lines.update(`${json}\n`);
          yield `${json}\n`;
        }
      };
      await pipeline(
        Readable.from(rows()),
        createGzip(),
        hashing(whole),
        createWriteStream(path, { flags: "wx", mode: 0o600 }),
      );
    },
    { readOnly: true },
  );
  const file = { path, messages, sha256: whole.digest("hex"), linesSha256: lines.digest("hex") };
  const manifest = { format: FORMAT, month, ...file, path: undefined };
  await writeFile(`${path}.manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`, { flag: "wx", mode: 0o600 });
  return file;
}

/** True when the file on the disk holds what the month was read as. */
export async function isWritten(file: MonthFile): Promise<boolean> {
  const read = await readMonthFile(file.path, async () => undefined);
  return read.sha256 === file.sha256 && read.linesSha256 === file.linesSha256 && read.messages === file.messages;
}

/** Reads a file through, `take` some hundred lines at a time. */
export async function readMonthFile(path: string, take: (lines: string[]) => Promise<void>): Promise<MonthFile> {
  const whole = createHash("sha256");
  const lines = createHash("sha256");
  const unzipped = createReadStream(path).compose(hashing(whole)).compose(createGunzip());
  let messages = 0;
  let waiting: string[] = [];
  for await (const line of createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines.update(`${line}\n`);
    messages += 1;
    waiting.push(line);
    if (waiting.length < LINES) continue;
    await take(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await take(waiting);
  return { path, messages, sha256: whole.digest("hex"), linesSha256: lines.digest("hex") };
}

const LINES = 500;

const linesSql = (table: string) =>
  `SELECT to_jsonb(m)::text AS json FROM "${ARCHIVE_SCHEMA}"."${table}" m ORDER BY sent_at, id`;

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(piece, _encoding, done) {
      hash.update(piece);
      done(null, piece);
    },
  });
}
