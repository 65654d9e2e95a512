import { afterAll, beforeAll, expect, it } from "vitest";
import { openAlert } from "../../domain/control/alert.ts";
import type { Role } from "../../domain/organisation/values.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type RichText, toPlainText } from "../ports/rich-text.ts";
import { listAlerts } from "./list-alerts.ts";

let desk: FundsDesk;
let mia: string;
let cora: string;
const at = new Date("2026-03-10T09:00:00Z");

beforeAll(async () => {
  desk = await openFundsDesk();
  mia = await desk.addUser("Mia");
  cora = await desk.addUser("Cora");
  const customerId = await desk.addCustomer();
  await desk.inside(async (scope) => {
    for (let number = 101; number <= 130; number++) {
      const severity = number > 128 ? "critical" : "warning";
      const title = `Title ${number}`;
      await openAlert(scope, {
        ...{ number, kind: "distress", severity, cause: title, title, details: {}, customerId },
        at: new Date(at.getTime() + number * 60_000),
      });
    }
    const about = { kind: "staff_conduct", title: "Words", details: {}, severity: "critical", at } as const;
    await openAlert(scope, { ...about, number: 200, cause: "mia", subjectUserId: mia });
    await openAlert(scope, { ...about, number: 201, cause: "cora", subjectUserId: cora });
    const set = (number: number, columns: object) => scope.trx("alerts").where({ number }).update(columns);
    await set(129, { status: "acknowledged", acknowledged_by: mia, acknowledged_at: at });
    await set(101, { status: "snoozed" });
    await set(102, { status: "resolved" });
  });
});
afterAll(() => desk.close());

interface Listed {
  lines: string[];
  buttons: Button[];
  statements: number;
}

async function list(userId: string, role: Role): Promise<Listed> {
  let statements = 0;
  const answer = await desk.inside(async (scope) => {
    scope.trx.on("query", () => statements++);
    return listAlerts({ scope, staff: { userId, role }, language: "en" } as unknown as CommandContext);
  });
  const { say, buttons = [] } = answer as Exclude<CommandAnswer, RichText>;
  return { lines: toPlainText(say).trim().split("\n"), buttons: buttons.flat(), statements };
}

it("lists the gravest first, then what nobody has, then the oldest, and counts what it does not show", async () => {
  const { lines, buttons } = await list(mia, "manager");
  expect(lines).toHaveLength(21);
  expect(lines[0]).toMatch(/critical 130 · Title 130 · .+ · since 03-10 11:10$/);
  expect(lines[1]).toMatch(/critical 129 · Title 129 · .* · ✅ Mia$/);
  expect(lines[2]).toContain("warning 103 ");
  expect(lines.at(-1)).toContain("and 9 more");
  expect(buttons.map(({ label }) => label)).toEqual([130, 103, 104, 105, 106].map((number) => `Acknowledge ${number}`));
});

it("shows what is about a colleague to compliance alone, and nobody what is about themselves", async () => {
  expect((await list(mia, "manager")).lines.join("\n")).not.toContain("Words");
  const { lines } = await list(cora, "compliance");
  expect(lines[0]).toContain("critical 200 · Words");
  expect(lines.join("\n")).not.toContain("critical 201");
});

it("asks the database as often for thirty as for one", async () => {
  expect((await list(mia, "manager")).statements).toBeLessThanOrEqual(6);
});
