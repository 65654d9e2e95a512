import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { books } from "../../tests/figures/book.ts";
import { enterBook } from "../../tests/figures/enter-book.ts";
import { performanceOf } from "../../tests/figures/slow-figures.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { recountStaff } from "./recount-staff.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe("the counts on a member of staff", () => {
  it("are those of their customers in any organisation, and are written only where they changed", async () => {
    const entered = await Promise.all(
      fc.sample(books, { numRuns: 12, seed: 26 }).map(async (book) => ({ book, ...(await enterBook(db, book)) })),
    );
    await recountStaff(db);
    for (const { book, users } of entered) {
      const rows = await db.system("users").whereIn("id", users).orderBy("employee_code");
      expect(rows.map((row) => [row.total_customers, row.active_customers, hundredths(row.total_net_deposit)])).toEqual(
        users.map((_, n) => {
          const { customers, active, net } = performanceOf(book, n);
          return [customers, active, net];
        }),
      );
    }
    expect(await recountStaff(db)).toBe(0);
    const [first] = entered;
    await db.system("customers").insert({
      id: first?.customers[0]?.replace(/^.{8}/, "ffffffff"),
      org_id: first?.orgId,
      customer_code: "CUST_NEW",
      name: "New",
      owner_id: first?.users[0],
    });
    expect(await recountStaff(db)).toBe(1);
  });
});

const hundredths = (value: string | null) =>
  value === null ? null : BigInt(Math.sign(Number(value)) === 0 ? 0 : value.replace(".", ""));
