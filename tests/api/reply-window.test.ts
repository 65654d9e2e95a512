import { afterAll, beforeAll, expect, it } from "vitest";
import { openApiClient } from "../support/api-client.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann" });
  desk.newMember("ann");
  await linkStaff(desk, { platform: "wecom", personId: "ann", name: "Ann", role: "agent" });
});
afterAll(() => desk.close());

it("sends in the platform's window, shows it at the desk, and is refused once the window has closed", async () => {
  const customer = desk.newCustomer("吴一");
  desk.wecom.customers.writes(customer, "转人工");
  await desk.settled(20_000);
  const [found] = await desk.rows<{ id: string; code: string }>(
    "SELECT id, customer_code AS code FROM customers WHERE name = '吴一'",
  );
  const [conversation] = await desk.rows<{ number: string }>("SELECT number FROM conversations");
  desk.wecom.members.writes("ann", `/take C${conversation?.number}`);
  await desk.settled(20_000);
  const api = await openApiClient(desk);
  const send = () =>
    api.call("POST /messages", { body: { customer: found?.code, purpose: "service", text: "周五休市。" } });
  expect((await send()).status).toBe(202);
  await waitFor("the customer to read it", () =>
    desk.toldCustomer(customer).some((text) => text.includes("周五休市。")),
  );
  await waitFor("the desk to see it", () =>
    desk.toldMember("ann").some((text) => text.includes("🔗") && text.includes("周五休市。")),
  );
  await desk.rows(
    "UPDATE conversations SET last_customer_message_at = now() - interval '49 hours' WHERE customer_id = ?",
    [found?.id ?? ""],
  );
  expect(await send()).toMatchObject({ status: 409, body: { rule: "window" } });
});
