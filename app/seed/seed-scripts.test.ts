import { expect, it } from "vitest";
import { claimsInScript } from "../../bot/conduct/claims-in-script.ts";
import { createClaimPolicy } from "../../bot/conduct/prohibited-claims.ts";
import { fillPlaceholders } from "../../domain/content/fill-placeholders.ts";
import { readFollowUp } from "../../domain/content/follow-up.ts";
import { readScripts } from "./seed-data.ts";

const scripts = await readScripts();
const values = { customerName: null, agentName: "Ann", company: "Demo Brokerage", facts: {} };

it.each(scripts)("offers words that can be sent: $scenario", (script) => {
  expect(claimsInScript(script, createClaimPolicy())).toEqual([]);
  expect(fillPlaceholders(script.contentCn, values, "zh").missing).toEqual([]);
  expect(fillPlaceholders(script.contentEn, values, "en").missing).toEqual([]);
  const followUps = script.followUp.map(readFollowUp);
  for (const followUp of followUps) expect(followUp).toMatchObject({ cn: expect.any(String), en: expect.any(String) });
});
