import { afterAll, beforeAll, expect, it } from "vitest";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann|mia" });
});
afterAll(() => desk.close());

it("suspends a member whom WeCom deletes, hands over their conversation, and refuses their account", async () => {
  desk.newMember("ann");
  desk.newMember("mia");
  const annId = await linkStaff(desk, { platform: "wecom", personId: "ann", name: "Ann", role: "agent" });
  await linkStaff(desk, { platform: "wecom", personId: "mia", name: "Mia", role: "manager" });
  const customer = desk.newCustomer("王丽");
  desk.wecom.customers.writes(customer, "转人工");
  const card = await hears("ann", "王丽 (wecom_kf) asks for a person");
  desk.wecom.members.writes("ann", `/take ${/C\d+/.exec(card)?.[0]}`);
  await hears("ann", "Ann has taken");

  // The console writes ids as they were typed; accounts are kept in lower case.
  desk.wecom.members.leaves("Ann");

  await hears("mia", "was suspended");
  expect(await desk.rows("SELECT status FROM users WHERE id = ?", [annId])).toEqual([{ status: "suspended" }]);
  expect(await desk.rows("SELECT FROM user_identities WHERE user_id = ?", [annId])).toEqual([]);
  expect(await desk.rows("SELECT platform, external_user_id, reason FROM past_identities")).toEqual([
    { platform: "wecom", external_user_id: "ann", reason: expect.any(String) },
  ]);
  const [left] = await desk.rows("SELECT agent_id, status, handoff_reason FROM conversations");
  expect(left).toEqual({ agent_id: null, status: "pending", handoff_reason: "staff_left" });
  // Back in the address book under the same id: nothing can be told to whom WeCom has deleted.
  desk.newMember("ann");
  const before = desk.toldCustomer(customer).length;
  desk.wecom.members.writes("ann", "您好，还在吗？");
  await hears("ann", "此账号已不再绑定任何员工");
  await desk.settled();
  expect(desk.toldCustomer(customer)).toHaveLength(before);
});

function hears(member: string, words: string): Promise<string> {
  return waitFor(
    `${member} to hear “${words}”`,
    () => desk.toldMember(member).find((text) => text.includes(words)),
    30_000,
  );
}
