import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Customers who are one person: proposed, merged by a manager, and made two again. */
export const merging: readonly Scenario[] = [
  {
    name: "/merge proposes who gave the same number, merges after a press, and both write into one customer until it is undone",
    proves: ["merge", "customer", "[merge_do]", "[merge_undo]"],
    run: async (stage) => {
      const [kept, merged] = [await stage.takenBy(stage.ann), await stage.takenBy(stage.ann)];
      const email = `same-${stage.surface.platform}@example.com`;
      for (const about of [kept, merged]) {
        stage.surface.customerWrites(about.customer.id, `my e-mail is ${email}`);
        await stage.settled();
      }
      const [keep, other] = [await codeOf(stage, kept), await codeOf(stage, merged)];
      await stage.asks(stage.ann, "/merge", "Your role (agent) may not use /merge");
      await stage.asks(stage.mia, "/merge", `${keep} ${kept.customer.name} ↔ ${other}`);
      await stage.asks(stage.mia, `/customer ${keep}`, `${other} (same e-mail address (unverified))`);
      const asked = await stage.asks(stage.mia, `/合并 ${keep} ${other}`, "becomes part of");
      expect(asked.text).toContain("conversations: 1");
      await stage.presses(stage.mia, `merge_do:${keep}:${other}`);
      await stage.hears(stage.mia, `${other} ${merged.customer.name} is part of ${keep}`);
      expect(await codeOf(stage, merged)).toBe(keep);
      stage.surface.customerWrites(merged.customer.id, "it is me again");
      await stage.settled();
      const said =
        "SELECT c.customer_code AS code FROM messages m JOIN customers c ON c.id = m.customer_id WHERE m.content = ?";
      expect(await stage.row(said, "it is me again")).toEqual({ code: keep });
      const number = (await stage.row("SELECT max(number)::int AS number FROM customer_merges"))?.["number"];
      await stage.presses(stage.mia, `merge_undo:${number}`);
      await stage.hears(stage.mia, `M${number} is undone`);
      expect(await codeOf(stage, merged)).toBe(other);
      expect(await stage.row(said, "it is me again")).toEqual({ code: other });
      await stage.asks(stage.mia, `/merge undo M${number}`, `M${number} is undone already`);
    },
  },
  {
    name: "/merge looks at the newest thousand customers, and at a press at those before them",
    proves: ["merge", "[merge_further]"],
    run: async (stage) => {
      const [one, two] = [await stage.takenBy(stage.ann), await stage.takenBy(stage.ann)];
      const email = `further-${stage.surface.platform}@example.com`;
      for (const { customer } of [one, two]) {
        stage.surface.customerWrites(customer.id, `my e-mail is ${email}`);
        await stage.settled();
      }
      await stage.row(
        `INSERT INTO customers (id, org_id, customer_code, name)
         SELECT ('fff' || substr(gen_random_uuid()::text, 4))::uuid, c.org_id, 'CUST_77' || n, 'Newer ' || n
         FROM generate_series(1000, 1999) n, customers c WHERE c.customer_code = ?`,
        await codeOf(stage, one),
      );
      await stage.asks(stage.mia, "/merge", "Nobody among these 1000 customers looks like the same person twice.");
      const last = await stage.row("SELECT min(id::text) AS id FROM customers WHERE name LIKE 'Newer %'");
      await stage.presses(stage.mia, `merge_further:${last?.["id"]}`);
      await stage.hears(stage.mia, `${await codeOf(stage, one)} ${one.customer.name} ↔ ${await codeOf(stage, two)}`);
      const away =
        "UPDATE customers SET merged_into = (SELECT id FROM customers WHERE customer_code = ?) WHERE name LIKE 'Newer %'";
      await stage.row(away, await codeOf(stage, one));
    },
  },
];

async function codeOf(stage: Stage, about: DeskedConversation): Promise<string> {
  const sql =
    "SELECT c.customer_code AS code FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = ?";
  return String((await stage.row(sql, about.id))?.["code"]);
}
