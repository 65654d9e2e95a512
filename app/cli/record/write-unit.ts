import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { readThrough } from "../../../infra/db/read-through.ts";
import { createHashedFile } from "./hashed-file.ts";
import { type ManifestFile, RECORD_FORMAT } from "./manifest.ts";
import { type ActLine, actRow, BETWEEN, messageRow, PAGE_END, pageHead, type SpokenLine } from "./record-page.ts";
import { actsSql, recordSections, transcriptSql } from "./record-sections.ts";
import { bindingsOf, pathOfUnit, type RecordUnit } from "./record-unit.ts";

export interface Written {
  files: ManifestFile[];
  counts: Record<string, number>;
}

/** A unit, and what its messages are read from. */
interface ReadUnit {
  unit: RecordUnit;
  spoken: string;
}

/** Writes one unit as JSON for programs and as a page for people, row by row. */
export async function writeUnit(scope: OrgScope, folder: string, read: ReadUnit, onRow: () => void): Promise<Written> {
  const { file, counts } = await writeJson(scope, folder, read, onRow);
  return { files: [file, await writePage(scope, folder, read)], counts };
}

async function writeJson(scope: OrgScope, folder: string, { unit, spoken }: ReadUnit, onRow: () => void) {
  const file = await createHashedFile(folder, `${pathOfUnit(unit)}.json`);
  const counts: Record<string, number> = {};
  await file.write(`{"format":${JSON.stringify(RECORD_FORMAT)},\n"unit":${JSON.stringify(unit)}`);
  for (const section of recordSections) {
    let count = 0;
    await file.write(`,\n${JSON.stringify(section.name)}:[`);
    for await (const { json } of readThrough<{ json: string }>(
      scope.trx,
      section.sql(unit.kind, spoken),
      bindingsOf(scope, unit),
    )) {
      await file.write(`${count === 0 ? "\n" : ",\n"}${json}`);
      count += 1;
      onRow();
    }
    await file.write("]");
    counts[section.name] = count;
  }
  await file.write("}\n");
  return { file: await file.end(), counts };
}

async function writePage(scope: OrgScope, folder: string, { unit, spoken }: ReadUnit): Promise<ManifestFile> {
  const page = await createHashedFile(folder, `${pathOfUnit(unit)}.html`);
  const bindings = bindingsOf(scope, unit);
  await page.write(pageHead(unit.name));
  for await (const line of readThrough<SpokenLine>(scope.trx, transcriptSql(unit.kind, spoken), bindings)) {
    await page.write(messageRow(line));
  }
  await page.write(BETWEEN);
  for await (const line of readThrough<ActLine>(scope.trx, actsSql(unit.kind), bindings))
    await page.write(actRow(line));
  await page.write(PAGE_END);
  return page.end();
}
