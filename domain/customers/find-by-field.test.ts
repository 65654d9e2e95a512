import { afterAll, beforeAll, expect, it } from "vitest";
import { connectOwner } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { openDesk, type TestDesk } from "../../tests/support/held-texts.ts";
import type { CustomerField } from "./customer-field.ts";
import { findByField } from "./find-by-field.ts";
import { profileFields } from "./profile-fields.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const inside = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(desk.db, desk.orgId, work);
const columnOf = ({ at }: CustomerField) => ("column" in at ? at.column : "custom_fields");

/** A value that the column takes, and that nobody else here has. */
function someValue({ code, kind }: CustomerField): string {
  if (kind.type === "choice") return kind.choices.codes.at(-1) ?? "";
  if (kind.type === "number") return "97";
  if (kind.type === "date") return "1951-03-09";
  return `Some ${code}`;
}

it.each(profileFields.map((field) => [field.code, field] as const))(
  "finds by %s, whatever the case",
  async (_, field) => {
    const { customerId } = await desk.converse();
    const value = someValue(field);
    const kept = field.kind.type === "list" ? JSON.stringify(["another", value]) : value;
    await desk.db
      .system("customers")
      .where({ id: customerId })
      .update({ [columnOf(field)]: kept });
    const found = await inside((scope) => findByField(scope, field, value.toUpperCase(), 60));
    expect(found.map(({ id }) => id)).toContain(customerId);
    const other = (await desk.converse()).customerId;
    await desk.db.system("customers").where({ id: customerId }).update({ merged_into: other });
    const standing = await inside((scope) => findByField(scope, field, value, 60));
    expect(standing.map(({ id }) => id)).not.toContain(customerId);
  },
);

it("lists the last heard of first, also of a value that more have than are compared", async () => {
  const { customerId } = await desk.converse();
  await desk.db.system.raw(
    `INSERT INTO customers (id, org_id, customer_code, name, city, last_contact_at)
     SELECT gen_random_uuid(), ?, 'CUST_77' || n, 'Number ' || n, 'Xiamen', now() - n * interval '1 hour'
     FROM generate_series(1, 700) n`,
    [desk.orgId],
  );
  await desk.db.system("customers").where({ id: customerId }).update({ city: "xiamen", last_contact_at: null });
  const city = profileFields.find(({ code }) => code === "city");
  if (!city) throw new Error("no field city");
  const few = await inside((scope) => findByField(scope, city, "Xiamen", 3));
  expect(few.map(({ name }) => name)).toEqual(["Number 1", "Number 2", "Number 3"]);
  const all = await inside((scope) => findByField(scope, city, "Xiamen", 1_000));
  expect(all).toHaveLength(701);
  expect(new Set(all.map(({ id }) => id)).size).toBe(701);
  expect(all.at(-1)?.id).toBe(customerId);
});

it("finds nobody of another organisation, and by the index", async () => {
  const { customerId } = await desk.converse();
  await desk.db.system("customers").where({ id: customerId }).update({ whatsapp_id: "+44 1" });
  const owner = connectOwner(desk.ownerUrl);
  const scans = async (): Promise<number> => {
    const { rows } = await owner.raw(
      "SELECT idx_scan::integer AS n FROM pg_stat_user_indexes WHERE indexrelname = 'customers_by_field'",
    );
    return rows[0].n;
  };
  const look = (orgId: string) =>
    owner.transaction(async (trx) => {
      await trx.raw("SELECT set_config('deskhand.org_id', ?, true), pg_stat_force_next_flush()", [orgId]);
      return (await trx.raw("SELECT customers_with_field('whatsapp_id', '+44 1', 10) AS id")).rows;
    });
  await owner.raw("ANALYZE customers");
  const before = await scans();
  expect(await look(desk.orgId)).toEqual([{ id: customerId }]);
  expect(await look("00000000-0000-0000-0000-000000000001")).toEqual([]);
  expect(await look("")).toEqual([]);
  expect(await scans()).toBeGreaterThan(before);
  await owner.destroy();
});
