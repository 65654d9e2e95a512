import { createHash } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import type { Knex } from "knex";
import { headText } from "../../../domain/control/audit-chain.ts";
import { auditHead } from "../../../domain/control/audit-head.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { zoneOf } from "../../../domain/conversations/working-hours.ts";
import { findReferredCustomer } from "../../../domain/customers/customer-reference.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { atOneMomentPrepared, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError, NotFoundError } from "../../../infra/errors.ts";
import { sealAll } from "../audit/seal-report.ts";
import { openOwner } from "../messages/owner.ts";
import { type SetProgress, withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import { account, byCli, type Tool } from "../tool.ts";
import { createHashedFile } from "./hashed-file.ts";
import { loadArchived, type Spoken } from "./load-archived.ts";
import { MANIFEST, type Manifest, RECORD_FORMAT } from "./manifest.ts";
import type { RecordUnit } from "./record-unit.ts";
import { writeKeptFiles } from "./write-kept-files.ts";
import { writeUnit } from "./write-unit.ts";

export interface ExportOptions {
  out: string;
  customer?: string;
  from?: string;
  to?: string;
  archives?: string;
}

const MAX_DAYS = 3_660;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Writes the record of a customer or of some days into a new folder, with a manifest, all as of one moment. That it was
 * begun stands in the audit log before the first file does, and what came of it after the last.
 */
export async function exportRecord(tool: Tool, options: ExportOptions): Promise<Report> {
  const query = readQuery(options);
  const { db, ownerUrl } = await tool.database();
  await findUnits(tool, query);
  await makeFolder(options.out);
  const about = await noteExport(tool, "record.export", { ...query });
  await sealAll(tool);
  let opened: Promise<Knex | null> | null = null;
  const owner = () => {
    opened ??= ownerUrl === null ? Promise.resolve(null) : openOwner(tool);
    return opened;
  };
  const archives = { owner, folder: options.archives ?? null };
  const orgId = await tool.orgId();
  const manifest = await withProgress("rows", (progress) =>
    atOneMomentPrepared(
      db,
      orgId,
      async (scope) => {
        // As long as it takes: nobody waits for it.
        await scope.trx.raw("SELECT set_config('statement_timeout', '0', true)");
        const units = await unitsOf(scope, query);
        return { units, spoken: await loadArchived(db, scope, units, archives) };
      },
      (scope, prepared) => writeEverything(tool, scope, { ...prepared, query, folder: options.out }, progress),
    ),
  );
  const written = await writeManifest(options.out, manifest);
  const counts = { messages: manifest.counts["messages"] ?? 0, files: manifest.files.length };
  await noteExport(tool, "record.exported", { ...query, export: about, manifest: written, ...counts });
  const text = fields({
    folder: options.out,
    messages: counts.messages,
    files: counts.files,
    "SHA-256 of the manifest": written,
    "audit head": manifest.auditHead,
  });
  const { damaged, archives: read, archived } = manifest;
  const failure = failureOf(manifest);
  return {
    json: {
      folder: options.out,
      ...counts,
      manifest: written,
      auditHead: manifest.auditHead,
      damaged,
      archives: read,
      archived,
    },
    text,
    ...(failure === null ? {} : { failure }),
  };
}

/** What is not in the export and should be. */
function failureOf({ damaged, archived }: Manifest): string | null {
  const missing = archived.map(({ month, messages, why }) => `${messages} of ${month}: ${why}`).join("; ");
  const lines = [
    ...(damaged.length > 0 ? [`${damaged.length} kept files are missing or damaged: see ${MANIFEST}`] : []),
    ...(archived.length > 0
      ? [`messages of archived months are not in it (${missing}); --archives says where files of months are now`]
      : []),
  ];
  return lines.length > 0 ? lines.join("; ") : null;
}

type Query = { customer: string } | { from: string; to: string };

/** @throws InputError when it is neither a customer nor days, or both. */
function readQuery({ customer, from, to = from }: ExportOptions): Query {
  if (customer !== undefined && from === undefined && to === undefined) return { customer };
  if (customer !== undefined || from === undefined || to === undefined) {
    throw new InputError("Say either --customer CODE or --from DATE [--to DATE]");
  }
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (![from, to].every(isDate)) throw new InputError("A date is written as 2026-11-26");
  if (!(days >= 0 && days < MAX_DAYS)) throw new InputError(`--to is on or after --from, at most ${MAX_DAYS} days`);
  return { from, to };
}

function isDate(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  );
}

/** @throws InputError when there is something in it. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0)
    throw new InputError(`${folder} is not empty: an export has a folder of its own`);
}

async function findUnits(tool: Tool, query: Query): Promise<RecordUnit[]> {
  return tool.inOrganization((scope) => unitsOf(scope, query));
}

async function unitsOf(scope: OrgScope, query: Query): Promise<RecordUnit[]> {
  if ("customer" in query) return [await customerUnit(scope, query.customer)];
  const zone = zoneOf((await loadSettings(scope)).get("organization.timezone"));
  return dayUnits(scope, query, zone);
}

/** @throws NotFoundError, InputError for who was merged into another: their record is that one's. */
async function customerUnit(scope: OrgScope, given: string): Promise<RecordUnit> {
  const code = given.toUpperCase();
  const customerId = await findReferredCustomer(scope, { code });
  if (customerId === null) throw new NotFoundError(`There is no customer ${given}`);
  const everybody = await mergedInto(scope, customerId);
  const name = everybody.get(customerId);
  if (name !== code) throw new InputError(`${code} is ${name} now: export that one`);
  return { kind: "customer", name, customerIds: [...everybody.keys()] };
}

/** A customer and who was merged into them, on whatever way: their codes by id. */
async function mergedInto({ trx, orgId }: OrgScope, customerId: string): Promise<Map<string, string>> {
  const { rows } = await trx.raw(
    `WITH RECURSIVE who AS (
       SELECT id, customer_code FROM customers WHERE org_id = :orgId AND id = :customerId
       UNION ALL SELECT c.id, c.customer_code FROM who w JOIN customers c ON c.merged_into = w.id AND c.org_id = :orgId)
     SELECT id, customer_code AS code FROM who`,
    { orgId, customerId },
  );
  return new Map(rows.map(({ id, code }: { id: string; code: string }) => [id, code]));
}

/** Days begin and end in the organisation's time zone. */
async function dayUnits(
  { trx }: OrgScope,
  { from, to }: { from: string; to: string },
  zone: string,
): Promise<RecordUnit[]> {
  const { rows } = await trx.raw(
    `SELECT 'day' AS kind, to_char(d, 'YYYY-MM-DD') AS name, (d AT TIME ZONE :zone)::text AS "from",
       ((d + interval '1 day') AT TIME ZONE :zone)::text AS "to"
     FROM generate_series(:from::date::timestamp, :to::date::timestamp, interval '1 day') AS d ORDER BY d`,
    { from, to, zone },
  );
  return rows;
}

interface Asked {
  query: Query;
  folder: string;
  units: RecordUnit[];
  spoken: Spoken;
}

async function writeEverything(
  tool: Tool,
  scope: OrgScope,
  { query, folder, units, spoken }: Asked,
  progress: SetProgress,
): Promise<Manifest> {
  const organization = await readOrganization(scope);
  const manifest: Manifest = {
    format: RECORD_FORMAT,
    organization: { code: organization.code, name: organization.name },
    query: { ...query },
    madeAt: tool.clock.now().toISOString(),
    madeBy: account(),
    auditHead: headOrNull(await auditHead(scope)),
    counts: {},
    damaged: [],
    archives: spoken.archives,
    archived: spoken.missing,
    files: [await writeOrganization(folder, organization)],
  };
  const done = new Set<string>();
  let rows = 0;
  for (const unit of units) {
    const read = { unit, spoken: spoken.from };
    const { files, counts } = await writeUnit(scope, folder, read, () => {
      rows += 1;
      progress(rows, rows);
    });
    const kept = await writeKeptFiles(scope, folder, read, done);
    manifest.files.push(...files, ...kept.files);
    manifest.damaged.push(...kept.damaged);
    for (const [name, count] of Object.entries(counts)) manifest.counts[name] = (manifest.counts[name] ?? 0) + count;
  }
  return manifest;
}

const headOrNull = (head: Awaited<ReturnType<typeof auditHead>>) => head && headText(head);

interface Organization {
  code: string;
  name: string;
  text: string;
}

/** Who the ids in the record are: staff, teams and channels, without any secret. */
async function readOrganization({ trx, orgId }: OrgScope): Promise<Organization> {
  const { rows } = await trx.raw(
    `SELECT o.code, o.name, json_build_object('code', o.code, 'name', o.name,
       'users', (SELECT json_agg(json_build_object('id', id, 'employee_code', employee_code, 'name', name, 'email', email, 'role', role, 'status', status) ORDER BY id) FROM users WHERE org_id = o.id),
       'teams', (SELECT json_agg(json_build_object('id', id, 'name', name, 'leader_id', leader_id) ORDER BY id) FROM teams WHERE org_id = o.id),
       'channels', (SELECT json_agg(json_build_object('id', id, 'platform', platform, 'name', name) ORDER BY id) FROM channels WHERE org_id = o.id))::text AS text
     FROM organizations o WHERE o.id = ?`,
    [orgId],
  );
  return rows[0];
}

async function writeOrganization(folder: string, { text }: Organization) {
  const file = await createHashedFile(folder, "organization.json");
  await file.write(`${text}\n`);
  return file.end();
}

async function writeManifest(folder: string, manifest: Manifest): Promise<string> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const file = await createHashedFile(folder, MANIFEST);
  await file.write(text);
  await file.end();
  return createHash("sha256").update(text).digest("hex");
}

async function noteExport(tool: Tool, action: string, changes: Record<string, unknown>): Promise<string> {
  return tool.inOrganization(async ({ trx, orgId }) => {
    await writeAudit(trx, { orgId, by: byCli, action, resourceType: "organization", resourceId: orgId, changes });
    return tool.clock.now().toISOString();
  });
}
