import { afterAll, beforeAll, expect, it } from "vitest";
import { addApprovedScripts, brokerScripts } from "../support/approved-scripts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "anna" });
  await addApprovedScripts(desk, brokerScripts);
});
afterAll(() => desk.close());

it("finds scripts by ／话术 for the conversation that is current, and sends the one that is chosen", async () => {
  const agent = desk.newMember("anna");
  await linkStaff(desk, { platform: "wecom", personId: agent, name: "安娜", role: "agent", language: "zh" });
  const customer = desk.newCustomer("杜拉");
  desk.wecom.customers.writes(customer, "转人工");
  await desk.customerHears(customer, 1);
  const card = await waitFor("the card", () =>
    desk.wecom.appChat(agent).find(({ text, buttons }) => text.includes("杜拉") && buttons.length > 0),
  );
  const code = /C\d+/.exec(card.text)?.[0] ?? "no code";
  desk.wecom.members.writes(agent, `/take ${code}`);
  await waitFor("the taking", () => desk.toldMember(agent).some((text) => text.includes("已接手")));
  desk.wecom.members.writes(agent, "／话术 出金");
  const answer = await waitFor("the scripts", () =>
    desk.wecom.appChat(agent).find(({ buttons }) => buttons.some(({ label }) => label.startsWith("修改后发送"))),
  );
  const shown = desk.toldMember(agent).join("\n");
  expect(shown).toContain("适用于 杜拉");
  expect(shown).toContain("您好，我来为您查询出金进度，请稍候。");
  expect(shown).toContain("不可直接发送：缺少 {amount}");
  expect(shown).not.toContain("尊贵的客户");
  const send = answer.buttons.find(({ label }) => label.startsWith("发送"));
  desk.wecom.members.presses(agent, answer.id, send?.id ?? "");
  await waitFor("the script", () =>
    desk.toldCustomer(customer).some((text) => text.includes("您好，我来为您查询出金进度，请稍候。")),
  );
  await waitFor("what follows", () => desk.toldMember(agent).some((text) => text.includes("出金已在处理中")));
});
