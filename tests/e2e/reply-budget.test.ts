import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchAlerts } from "../../bot/alerts/watch-alerts.ts";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, setJoinSeconds, type WecomDesk } from "../support/wecom-desk.ts";

const HOUR_MS = 3_600_000;
let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann" });
  desk.newMember("ann");
  await linkStaff(desk, { platform: "wecom", personId: "ann", name: "Ann", role: "agent" });
});
afterAll(() => desk.close());

describe("where a platform counts replies (微信客服)", () => {
  it("lines of one person within some seconds are one message, and each is marked as sent together", async () => {
    await setJoinSeconds(desk, 3);
    const { customer, code } = await taken("吴一");
    for (const words of ["您好", "请稍等", "马上为您查询"]) desk.wecom.members.writes("ann", `${code} ${words}`);
    await waitFor("the marks", () => marks("吴一").length === 3, 20_000);
    const said = desk.toldCustomer(customer).filter((text) => text.includes("您好"));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/您好\n+请稍等\n+马上为您查询/);
    for (const mark of marks("吴一")) expect(mark).toMatch(/\(sent together\) · 3 of 5 left/);
    await setJoinSeconds(desk, 0);
  });

  it("the question how satisfied they were takes none of the last two", async () => {
    const { customer, code } = await taken("郑二");
    for (const words of ["一", "二"]) desk.wecom.members.writes("ann", `${code} ${words}`);
    await waitFor("the marks", () => marks("郑二").length === 2, 20_000);
    const before = desk.toldCustomer(customer).length;
    expect(before).toBe(3);
    desk.wecom.members.writes("ann", `/resolve ${code}`);
    await waitFor(
      "the end",
      () => desk.toldMember("ann").some((text) => text.includes(`Ann resolved ${code}`)),
      20_000,
    );
    await desk.settled(20_000);
    expect(desk.toldCustomer(customer)).toHaveLength(before);
  });

  it("an unanswered customer raises one alert four hours before the window closes", async () => {
    const customer = desk.newCustomer("冯三");
    desk.wecom.customers.writes(customer, "转人工");
    await desk.settled(20_000);
    const alertsAt = async (hours: number) => {
      await watchAlerts({ ...desk.product, clock: { now: () => new Date(Date.now() + hours * HOUR_MS) } });
      return desk.rows<{ severity: string }>(
        `SELECT a.severity FROM alerts a JOIN customers c ON c.id = a.customer_id
         WHERE a.kind = 'reply_window_closing' AND c.name = '冯三'`,
      );
    };
    expect(await alertsAt(43)).toEqual([]);
    expect(await alertsAt(45)).toEqual([{ severity: "high" }]);
    expect(await alertsAt(46)).toHaveLength(1);
  });
});

async function taken(name: string): Promise<{ customer: AtDesk; code: string }> {
  const customer = desk.newCustomer(name);
  desk.wecom.customers.writes(customer, "转人工");
  const card = await waitFor(
    "the card",
    () => desk.toldMember("ann").find((text) => text.includes(`${name} (wecom_kf) asks for a person`)),
    20_000,
  );
  const code = /C\d+/.exec(card)?.[0] ?? "";
  desk.wecom.members.writes("ann", `/take ${code}`);
  await waitFor(
    "the taking",
    () => desk.toldMember("ann").some((text) => text.includes(`Ann has taken ${code}`)),
    20_000,
  );
  return { customer, code };
}

function marks(name: string): string[] {
  return desk.toldMember("ann").filter((text) => text.includes(`✓ Sent to ${name}`));
}
