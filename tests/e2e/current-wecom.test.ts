import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AtDesk } from "../../playground/wecom/customer-acts.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk({ WECOM_DESK_USERS: "ann|ben" });
  for (const name of ["Ann", "Ben"]) {
    desk.newMember(name.toLowerCase());
    await linkStaff(desk, { platform: "wecom", personId: name.toLowerCase(), name, role: "agent" });
  }
});
afterAll(() => desk.close());

interface Waiting {
  customer: AtDesk;
  code: string;
  id: string;
}

// A desk without threads: whoever types on, without reading what became of the last thing, must reach nobody else.
describe("a line without a code", () => {
  const acts: [string, (other: Waiting, own: Waiting) => void | Promise<void>, string][] = [
    ["a line to a conversation of somebody else's", ({ code }) => write(`${code} 您好`), "Internal, not sent to"],
    ["a line that names a conversation there is not", () => write("C999999 您好"), "C999999"],
    ["a take that came too late", ({ code }) => write(`/take ${code}`), "Ben has"],
    ["a pressed Take that came too late", ({ id }) => pressTake(id), "Ben has"],
    ["a note to another conversation", ({ code }) => write(`/note ${code} 请留意`), ""],
    ["words sent to another customer by a command", (_, { code }) => write(`/send ${code} 您好`), "✓ Sent to"],
    ["a command about a conversation there is not", () => write("/send C999999 您好"), "There is no conversation"],
  ];
  for (const [what, act, answer] of acts) {
    it(`is held after ${what}`, async () => {
      const current = await waiting();
      const own = await waiting();
      const other = await waiting();
      write(`/take ${other.code}`, "ben");
      await hears(`Ben has taken ${other.code}`, "ben");
      // Its mark has a button with which Ann could take it.
      write(`${other.code} 这位客户着急`);
      await waitFor("the mark", () => takeButton(other.id));
      for (const { code } of [own, current]) {
        write(`/take ${code}`);
        await hears(`Ann has taken ${code}`);
      }
      const heard = desk.toldMember("ann").length;
      await act(other, own);
      const line = `现在为您处理 ${current.code}`;
      write(line);
      await waitFor("the line to be held", () =>
        desk.wecom.appChat("ann").find(({ text, buttons }) => text.includes(line) && buttons.length > 0),
      );
      await waitFor(`the answer “${answer}”`, () =>
        desk
          .toldMember("ann")
          .slice(heard)
          .find((text) => text.includes(answer)),
      );
      for (const { customer } of [current, own, other]) expect(desk.toldCustomer(customer)).not.toContain(line);
      for (const { code } of [current, own]) write(`/resolve ${code}`);
    });
  }

  it("is held when somebody gives the writer another conversation meanwhile", async () => {
    const current = await waiting();
    write(`/take ${current.code}`);
    await hears(`Ann has taken ${current.code}`);
    const given = await waiting();
    write(`/take ${given.code}`, "ben");
    await hears(`Ben has taken ${given.code}`, "ben");
    await linkStaff(desk, { platform: "wecom", personId: "mia", name: "Mia", role: "manager" });
    desk.newMember("mia");
    write(`/assign ${given.code} Ann`, "mia");
    await waitFor("the assignment", async () => {
      const [row] = await desk.rows<{ name: string }>(
        "SELECT u.name FROM conversations v JOIN users u ON u.id = v.agent_id WHERE v.number = ?",
        [given.code.slice(1)],
      );
      return row?.name === "Ann";
    });
    write("这一句给谁？");
    await waitFor("the line to be held", () =>
      desk.wecom.appChat("ann").find(({ text, buttons }) => text.includes("这一句给谁？") && buttons.length > 0),
    );
    for (const { customer } of [current, given]) expect(desk.toldCustomer(customer)).not.toContain("这一句给谁？");
  });

  it("is offered to a customer with a long name of emoji, with none of them cut in half", async () => {
    const { code } = await waiting(`A${"😀".repeat(20)}`);
    write(`/take ${code}`);
    await hears(`Ann has taken ${code}`);
    write("C999999 这一句给谁？");
    await waitFor("the button", async () => {
      const rows = await desk.rows<{ label: string }>(
        "SELECT b->>'label' AS label FROM deliveries d, jsonb_array_elements(d.buttons) r, jsonb_array_elements(r) b",
      );
      return rows.some(({ label }) => label.startsWith(`${code} A😀`) && !/\ufffd|\p{Cs}/u.test(label));
    });
  });

  it("still goes to the current customer after a command about them", async () => {
    const current = await waiting();
    write(`/take ${current.code}`);
    await hears(`Ann has taken ${current.code}`);
    write("/note 请留意");
    write(`/note ${current.code} 请留意`);
    write("您好，正在处理");
    await waitFor("the line", () => desk.toldCustomer(current.customer).includes("您好，正在处理"));
  });
});

let names = 0;
async function waiting(called?: string): Promise<Waiting> {
  names += 1;
  const name = called ?? `客户${String(names).padStart(3, "0")}`;
  const customer = desk.newCustomer(name);
  desk.wecom.customers.writes(customer, "转人工");
  const card = await waitFor("the card", () =>
    [...desk.toldMember("ann"), ...desk.toldMember("ben")].find((text) =>
      text.includes(`${name} (wecom_kf) asks for a person`),
    ),
  );
  const code = /C\d+/.exec(card)?.[0] ?? "";
  const [row] = await desk.rows<{ id: string }>("SELECT id FROM conversations WHERE number = ?", [code.slice(1)]);
  return { customer, code, id: row?.id ?? "" };
}

const takeButton = (id: string) =>
  desk.wecom.appChat("ann").findLast(({ buttons }) => buttons.some((button) => button.id === `take:${id}`));

function pressTake(id: string): void {
  desk.wecom.members.presses("ann", takeButton(id)?.id ?? "", `take:${id}`);
}

function write(text: string, member = "ann"): void {
  desk.wecom.members.writes(member, text);
}

function hears(words: string, member = "ann"): Promise<string> {
  return waitFor(`${member} to hear “${words}”`, () => desk.toldMember(member).find((text) => text.includes(words)));
}
