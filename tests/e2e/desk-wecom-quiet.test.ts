import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;
let waiting: AtDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann|ben" });
  for (const name of ["Ann", "Ben"]) {
    desk.newMember(name.toLowerCase());
    await linkStaff(desk, { platform: "wecom", personId: name.toLowerCase(), name, role: "agent" });
  }
});
afterAll(() => desk.close());

describe("staff on WeCom", () => {
  it("hear nothing of a conversation that the bot answers", async () => {
    await says(desk.newCustomer("周一"), "出金多久到账？");
    expect([...about("ann", "周一"), ...about("ben", "周一")]).toEqual([]);
  });

  it("get one card, and not each line, of a conversation that waits while nobody is on", async () => {
    waiting = desk.newCustomer("钱二");
    for (const words of ["转人工", "第一句", "第二句"]) await says(waiting, words);
    for (const member of ["ann", "ben"]) {
      const told = about(member, "钱二");
      expect(told, told.join("\n---\n")).toHaveLength(1);
      expect(told[0]).toMatch(/C\d+ waits: \/take C\d+/);
    }
  });

  it("are shown what they missed when they take it, and then each line, alone", async () => {
    const code = /C\d+/.exec(about("ann", "钱二")[0] ?? "")?.[0] ?? "";
    desk.wecom.members.writes("ann", `/take ${code}`);
    const missed = await waitFor("what was missed", () =>
      desk.toldMember("ann").find((text) => text.includes("Said last")),
    );
    for (const line of ["转人工", "第一句", "第二句"]) expect(missed).toContain(`👤: ${line}`);
    await desk.settled();
    await says(waiting, "第三句");
    expect(about("ann", "钱二").some((text) => text.includes("第三句"))).toBe(true);
    expect(about("ben", "钱二")).toHaveLength(1);
  });

  it("who is offered a conversation gets its card and its lines, and nobody else does", async () => {
    // Ann wrote a moment ago, so she is on; Ben has not.
    const customer = desk.newCustomer("孙三");
    await says(customer, "转人工");
    expect(about("ann", "孙三").some((text) => text.includes("asks for a person · Ann's turn"))).toBe(true);
    await says(customer, "还在吗，我很着急");
    // The mood has changed, and the card with it: it says what it said.
    expect(about("ann", "孙三").some((text) => text.includes("Ann's turn (asks for a person)"))).toBe(true);
    expect(about("ann", "孙三").some((text) => text.includes("还在吗，我很着急"))).toBe(true);
    expect(about("ben", "孙三")).toEqual([]);
  });
});

async function says(customer: AtDesk, text: string): Promise<void> {
  desk.wecom.customers.writes(customer, text);
  await desk.settled();
}

function about(member: string, name: string): string[] {
  // Alerts are another matter: they go where the organisation wants them.
  return desk.toldMember(member).filter((text) => new RegExp(`^C\\d+ · ${name}`).test(text));
}
