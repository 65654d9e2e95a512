import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { recordLead } from "../customers/record-lead.ts";
import { joinCampaign } from "./join-campaign.ts";

let desk: FundsDesk;
const at = new Date("2026-03-10T12:00:00Z");

beforeAll(async () => {
  desk = await openFundsDesk();
});
afterAll(() => desk.close());

async function addCampaign(code: string, name: string, createdAt = at): Promise<string> {
  const id = newId();
  const campaign = { id, org_id: desk.orgId, campaign_code: code, name, created_at: createdAt };
  await desk.db.system("campaigns").insert(campaign);
  return id;
}

/** The campaign of a new lead with this `utm_campaign`. */
async function campaignFor(utmCampaign: string | null): Promise<string | null> {
  const nothing = { contactName: null, contactPhone: null, contactEmail: null, contactWechat: null, companyName: null };
  const utm = { utmSource: null, utmMedium: null, utmCampaign, utmContent: null, utmTerm: null };
  const lead = { customerId: null, ...nothing, sourcePlatform: "website", sourceDetail: null, ...utm };
  const id = await desk.inside((scope) => recordLead(scope, { actor: "cli" }, lead, at));
  return (await desk.db.system("leads").where({ id }).first("campaign_id")).campaign_id;
}

it("a lead's campaign is the one whose code or name it names, the newest of several, or none", async () => {
  const spring = await addCampaign("CAM_001", "Spring opening");
  await addCampaign("CAM_002", "Autumn", new Date("2026-01-01T00:00:00Z"));
  const autumn = await addCampaign("CAM_003", "Autumn");
  expect(await campaignFor("cam_001")).toBe(spring);
  expect(await campaignFor("SPRING OPENING")).toBe(spring);
  expect(await campaignFor("autumn")).toBe(autumn);
  expect(await campaignFor("Spring")).toBeNull();
  expect(await campaignFor(null)).toBeNull();
});

it("a lead that has a campaign keeps it", async () => {
  const first = await addCampaign("CAM_010", "Winter");
  const id = newId();
  const lead = { id, org_id: desk.orgId, utm_campaign: "CAM_010", campaign_id: first };
  await desk.db.system("leads").insert(lead);
  await addCampaign("CAM_011", "CAM_010", new Date("2026-04-01T00:00:00Z"));
  expect(await desk.inside((scope) => joinCampaign(scope, [id]))).toBe(0);
});
