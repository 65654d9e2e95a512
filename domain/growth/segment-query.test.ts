import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { type Segment, segmentSchema } from "./segment.ts";
import { segmentQuery } from "./segment-query.ts";

const now = new Date("2026-03-10T12:00:00Z");
let desk: FundsDesk;
let wanted: string;
let other: string;

beforeAll(async () => {
  desk = await openFundsDesk();
  const [owner, channel, team, tag] = [await desk.addUser("Ann"), newId(), newId(), newId()];
  wanted = await desk.addCustomer(now, owner);
  other = await desk.addCustomer(now);
  const org_id = desk.orgId;
  const { system } = desk.db;
  const facts = { stage: "closed", journey_stage: "trust", tier: "S", language: "zh", country: "SG" };
  const fields = JSON.stringify({ account_type: "Gold" });
  const last_contact_at = new Date("2026-03-05T00:00:00Z");
  await system("customers")
    .where({ id: wanted })
    .update({ ...facts, custom_fields: fields, last_contact_at });
  await system("users").where({ id: owner }).update({ email: "ann@example.com" });
  await system("teams").insert({ id: team, org_id, name: "Gold desk" });
  await system("user_teams").insert({ team_id: team, user_id: owner, org_id });
  await system("tags").insert({ id: tag, org_id, name: "vip" });
  await system("customer_tags").insert({ customer_id: wanted, tag_id: tag, org_id });
  await system("channels").insert({ id: channel, org_id, platform: "telegram", name: "Main" });
  const identity = { id: newId(), org_id, channel_id: channel, platform: "telegram", external_user_id: "1" };
  await system("customer_identities").insert({ ...identity, customer_id: wanted });
  const money = { deposit_code: "D", amount: 1, currency: "USD", deposit_type: "first", status: "confirmed" };
  const days = { deposited_at: now, confirmed_at: now };
  await system("deposits").insert({ id: newId(), org_id, customer_id: wanted, ...money, ...days });
  await desk.addCustomer().then((id) =>
    system("customers")
      .where({ id })
      .update({ ...facts, merged_into: wanted }),
  );
});
afterAll(() => desk.close());

const found = (segment: object) =>
  desk.inside((scope) =>
    segmentQuery(scope, segmentSchema.parse(segment) as Segment, now)
      .orderBy("c.id")
      .pluck("c.id"),
  );

it.each([
  { stage: ["closed", "repeat"] },
  { journey_stage: ["trust"] },
  { tier: ["S", "A"] },
  { tags: { any: ["vip", "gold"] } },
  { tags: { all: ["vip", "vip"] } },
  { language: ["zh"] },
  { country: ["sg"] },
  { owner: ["ANN@example.com"] },
  { team: ["gold desk"] },
  { channel: ["Telegram"] },
  { channel: ["main"] },
  { last_contact: { within_days: 6 } },
  { last_contact: { after: "2026-03-05" } },
  { custom_fields: { account_type: ["Gold", "Silver"] } },
  { has_deposit: true },
])("%j are those of whom it is true, and nobody who was merged into another", async (segment) => {
  expect(await found(segment)).toEqual([wanted]);
});

it.each([
  { stage: ["potential"] },
  { tags: { none: ["vip"] } },
  { last_contact: { older_than_days: 6 } },
  { last_contact: { before: "2026-03-05" } },
  { has_deposit: false },
])("%j are those of whom it is true, also who was never in contact", async (segment) => {
  expect(await found(segment)).toEqual([other]);
});

it("keeps to all of its conditions", async () => {
  expect(await found({ tier: ["S"], tags: { all: ["vip", "gold"] } })).toEqual([]);
  expect(await found({ tier: ["S"], has_deposit: false })).toEqual([]);
  expect(await found({ everyone: true })).toEqual([wanted, other].sort());
});
