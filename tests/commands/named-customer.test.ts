import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CommandDesk, openCommandDesk } from "../support/command-desk.ts";

// Commands that change or show a customer, given in the thread of another one.
let desk: CommandDesk;
let here: { customerId: string; conversationId: string; code: string };

beforeAll(async () => {
  desk = await openCommandDesk();
});
afterAll(() => desk.close());

beforeEach(async () => {
  here = await desk.addCustomerWithChat("Here", { team: "London" });
});

const tagsOf = async (customerId: string) =>
  (
    await desk.rows<{ name: string }>(
      "SELECT t.name FROM customer_tags c JOIN tags t ON t.id = c.tag_id WHERE c.customer_id = ? ORDER BY t.name",
      [customerId],
    )
  ).map(({ name }) => name);
const notesOf = async (customerId: string) =>
  (
    await desk.rows<{ title: string }>(
      "SELECT title FROM customer_activities WHERE customer_id = ? AND type = 'note_added' ORDER BY created_at",
      [customerId],
    )
  ).map(({ title }) => title);
const of = async (column: string, customerId: string) =>
  (await desk.rows<{ value: unknown }>(`SELECT ${column} AS value FROM customers WHERE id = ?`, [customerId]))[0]
    ?.value;

describe("in a customer's thread, a line that begins with another customer's code", () => {
  it("tags the other one, who has no conversation, by any way of naming them", async () => {
    const other = await desk.addCustomer("Other");
    await desk.addReference(other.id, "crm", "881");
    expect(await desk.says("ann", `/tag ${other.code} +vip`, here)).toBe("Other: +vip");
    expect(await desk.says("ann", "/tag crm:881 +gold", here)).toBe("Other: +gold");
    expect(await desk.says("ann", "/标签 CRM：881 -gold +silver", here)).toBe("Other: -gold +silver");
    expect(await tagsOf(other.id)).toEqual(["silver", "vip"]);
    expect(await tagsOf(here.customerId)).toEqual([]);
  });

  it("moves the other one's stage, with the reason in the journey", async () => {
    const other = await desk.addCustomer("Other");
    expect(await desk.says("ann", `/stage ${other.code} interested`, here)).toContain("→ interested");
    const onward = `/stage ${other.code} attention reason: wants a call`;
    expect(await desk.says("ann", onward, here)).toContain("→ attention");
    expect(await of("stage", other.id)).toBe("interested");
    expect(await of("stage", here.customerId)).not.toBe("interested");
    expect(await desk.rows("SELECT notes FROM customer_journey WHERE customer_id = ?", [other.id])).toEqual([
      { notes: "wants a call" },
    ]);
  });

  it("notes in the other one's timeline, and in their own conversation where they have one", async () => {
    const other = await desk.addCustomer("Other");
    expect(await desk.says("ann", `/note ${other.code} met at the fair — reason: wants gold`, here)).toContain("Noted");
    expect(await notesOf(other.id)).toEqual(["met at the fair — reason: wants gold"]);
    expect(await notesOf(here.customerId)).toEqual([]);
    const chatting = await desk.addCustomerWithChat("Chatting", { team: "London" });
    await desk.says("ann", `/note ${await codeOf(chatting.customerId)} likes gold`, here);
    expect(await desk.rows("SELECT conversation_id, content FROM messages WHERE direction = 'internal'")).toEqual([
      { conversation_id: chatting.conversationId, content: "likes gold" },
    ]);
  });

  it("names the other one", async () => {
    const other = await desk.addCustomer("Other");
    expect(await desk.says("ann", `/name ${other.code} Eva Lind`, here)).toContain("Other → Eva Lind");
    expect(await of("name", other.id)).toBe("Eva Lind");
    expect(await of("name", here.customerId)).toBe("Here");
  });

  it("keeps the other one's consent", async () => {
    const other = await desk.addCustomer("Other");
    expect(await desk.says("mia", `/consent ${other.code} granted here form 12 — page 3`, here)).toContain(
      "Other agreed",
    );
    expect(await desk.says("mia", `/consent ${other.code} withdrawn here by phone`, here)).toContain(
      "no longer agrees",
    );
    expect(await desk.rows("SELECT customer_id, source FROM consents ORDER BY created_at")).toEqual([
      { customer_id: other.id, source: "form 12 — page 3" },
      { customer_id: other.id, source: "by phone" },
    ]);
  });

  it("shows the other one's history", async () => {
    const other = await desk.addCustomerWithChat("Other", { team: "London" });
    await desk.says("ann", `/note ${await codeOf(other.customerId)} has two children`, here);
    const shown = await desk.says("ann", `/history ${await codeOf(other.customerId)}`, here);
    expect(shown).toContain("has two children");
    const silent = await desk.addCustomer("Silent");
    expect(await desk.says("ann", `/history ${silent.code}`, here)).toContain("Nothing was said yet");
  });

  it("reminds in the other one's conversation, and says so where there is none", async () => {
    const other = await desk.addCustomerWithChat("Other", { team: "London" });
    expect(await desk.says("ann", `/remind ${await codeOf(other.customerId)} in 2h call back`, here)).toContain(
      `${other.code} · Other`,
    );
    expect(await desk.rows("SELECT conversation_id, words FROM reminders")).toEqual([
      { conversation_id: other.conversationId, words: "call back" },
    ]);
    const silent = await desk.addCustomer("Silent");
    expect(await desk.says("ann", `/remind ${silent.code} in 2h call back`, here)).toContain("has no conversation");
  });

  it("holds, by another system's number too, the other one alone", async () => {
    const other = await desk.addCustomer("Other");
    await desk.addReference(other.id, "crm", "hold-1");
    expect(await desk.says("cleo", "/hold ON crm:hold-1 letter of the regulator", here)).toContain(other.code);
    expect(await desk.rows("SELECT customer_id, reason FROM legal_holds")).toEqual([
      { customer_id: other.id, reason: "letter of the regulator" },
    ]);
  });

  it("loses the other one's lead, by another system's number too", async () => {
    const other = await desk.addCustomer("Other");
    await desk.addReference(other.id, "crm", "lead-1");
    const lead = await desk.addLead({ customer_id: other.id });
    await desk.addLead({ customer_id: here.customerId });
    expect(await desk.says("ann", "/lead lose crm:lead-1 no budget", here)).toContain("lost");
    expect(await desk.rows("SELECT id, status_reason FROM leads WHERE status = 'lost'")).toEqual([
      { id: lead, status_reason: "no budget" },
    ]);
  });

  it("lists, and forgets, the other one's memories and records their money", async () => {
    const other = await desk.addCustomer("Other");
    await desk.addReference(other.id, "crm", "money-1");
    expect(await desk.says("ann", "/memory crm:money-1", here)).toContain(`Nothing is remembered of Other`);
    expect(await desk.says("ann", "/memory crm:money-1 forget all", here)).toContain("remembered of Other");
    expect(await desk.says("ann", "/deposit crm:money-1 500 USD REF1", here)).toContain("DEP_");
    expect(await desk.says("ann", "/customer crm:money-1 set city Rome", here)).toContain("Rome");
    expect(await desk.rows("SELECT customer_id FROM deposits")).toEqual([{ customer_id: other.id }]);
    expect(await of("city", other.id)).toBe("Rome");
  });

  it("is refused by commands that are about a conversation, and does nothing to the one here", async () => {
    const other = await desk.addCustomer("Other");
    await desk.addReference(other.id, "crm", "882");
    for (const name of [other.code, "crm:882"]) {
      for (const act of ["send", "resolve", "take", "reveal", "recall"]) {
        const line = `/${act} ${name} hello`;
        expect(await desk.says("ann", line, here), line).toContain("takes a conversation");
      }
    }
    const whom = `/recall wrong-person ${other.code}`;
    expect(await desk.says("ann", whom, here), whom).not.toContain("takes a conversation");
    expect(await desk.rows("SELECT id FROM deliveries")).toEqual([]);
    expect(await desk.rows("SELECT status, agent_id FROM conversations WHERE id = ?", [here.conversationId])).toEqual([
      { status: "pending", agent_id: null },
    ]);
  });
});

describe("who may", () => {
  it.each([
    ["ann", (code: string) => `/tag ${code} +vip`],
    ["ann", (code: string) => `/stage ${code} interested`],
    ["ann", (code: string) => `/note ${code} likes gold`],
    ["ann", (code: string) => `/name ${code} Eva`],
    ["ann", (code: string) => `/history ${code}`],
    ["ann", (code: string) => `/remind ${code} in 2h call back`],
    ["tess", (code: string) => `/consent ${code} granted here form 12`],
  ] as const)("%s says why about another team's customer, and it is logged", async (who, line) => {
    const far = await desk.addCustomerWithChat("Far", { team: "Shanghai" });
    const code = await codeOf(far.customerId);
    for (const refused of [line(code), line(far.code)]) {
      expect(await desk.says(who, refused, here)).toContain("neither yours nor your team's");
    }
    expect(await notesOf(far.customerId)).toEqual([]);
    expect(await desk.says(who, `${line(code)} reason: they are on the phone`, here)).not.toContain("neither yours");
    expect(
      await desk.rows(
        "SELECT changes ->> 'reason' AS why FROM audit_logs WHERE action = 'customer.look' AND resource_id = ?",
        [far.customerId],
      ),
    ).toEqual([{ why: "they are on the phone" }]);
  });

  it("keeps the reason out of the note where one is needed, and in it where none is", async () => {
    const far = await desk.addCustomerWithChat("Far", { team: "Shanghai" });
    await desk.says("ann", `/note ${far.code} likes gold reason: on the phone`, here);
    expect(await notesOf(far.customerId)).toEqual(["likes gold"]);
    await desk.says("ann", "/note left us, reason: the fees", here);
    expect(await notesOf(here.customerId)).toEqual(["left us, reason: the fees"]);
  });
});

describe("words that a person typed", () => {
  const words = "likes gold -- not silver, reason: the fees — really 原因：费用";

  it("are kept whole where no reason is needed", async () => {
    await desk.says("ann", "/customer set company_name Lind -- Sons", here);
    expect(await of("company_name", here.customerId)).toBe("Lind -- Sons");
    await desk.says("ann", "/name Eva — Maria", here);
    expect(await of("name", here.customerId)).toBe("Eva — Maria");
    await desk.says("ann", "/deal add Gold account", here);
    await desk.says("ann", `/deal set 1 notes ${words}`, here);
    expect(await desk.rows("SELECT notes FROM deals")).toEqual([{ notes: words }]);
    await desk.says("ann", "/contact add wechat eva_1 Eva -- office", here);
    expect(await desk.rows("SELECT name FROM customer_contacts")).toEqual([{ name: "Eva -- office" }]);
    await desk.says("mia", `/customer tier A ${words}`, here);
    expect(await of("tier_reason", here.customerId)).toBe(words);
    await desk.says("mia", `/customer block ${words}`, here);
    expect(
      await desk.rows(
        "SELECT changes ->> 'reason' AS why FROM audit_logs WHERE action = 'customer.block' AND resource_id = ?",
        [here.customerId],
      ),
    ).toEqual([{ why: words }]);
  });

  it("are kept whole of a talk about a withdrawal, whose ends nobody cuts off", async () => {
    await desk.says("ann", "/withdrawal 50 USD W-1", here);
    const [row] = await desk.rows<{ code: string }>("SELECT withdrawal_code AS code FROM withdrawals");
    expect(await desk.says("ann", `/withdrawal talk ${row?.code} ${words}`, here)).toContain("Kept with");
    const [kept] = await desk.rows<{ said: string }>("SELECT retention_action AS said FROM withdrawals");
    expect(kept?.said).toContain("-- not silver, reason: the fees — really");
  });

  it("lose only the last reason where one is needed", async () => {
    const far = await desk.addCustomerWithChat("Far", { team: "Shanghai" });
    const code = await codeOf(far.customerId);
    await desk.says("ann", `/customer ${code} set company_name Lind -- Sons reason: on the phone -- now`, here);
    expect(await of("company_name", far.customerId)).toBe("Lind -- Sons");
    expect(
      await desk.rows("SELECT changes ->> 'reason' AS why FROM audit_logs WHERE resource_id = ?", [far.customerId]),
    ).toContainEqual({ why: "on the phone -- now" });
    await desk.says("ann", `/note ${code} met at the fair -- wants gold 原因：代班`, here);
    expect(await notesOf(far.customerId)).toEqual(["met at the fair -- wants gold"]);
  });

  it("are the reason alone where nothing else was typed", async () => {
    await desk.says("mia", "/customer block reason: fraud", here);
    expect(
      await desk.rows(
        "SELECT changes ->> 'reason' AS why FROM audit_logs WHERE action = 'customer.block' AND resource_id = ?",
        [here.customerId],
      ),
    ).toEqual([{ why: "fraud" }]);
  });
});

describe("in a thread without a code", () => {
  it("is about the customer there, and C1042 about the one of that conversation", async () => {
    const other = await desk.addCustomerWithChat("Other", { team: "London" });
    expect(await desk.says("ann", "/tag +vip", here)).toBe("Here: +vip");
    expect(await desk.says("ann", `/tag ${other.code} +cold`, here)).toBe("Other: +cold");
    expect(await desk.says("ann", `/tag +warm ${other.code}`, here)).toBe("Other: +warm");
    expect(await desk.says("ann", "/note todo: call crm:1 on Monday", here)).toContain("Noted");
    expect(await notesOf(here.customerId)).toEqual(["todo: call crm:1 on Monday"]);
    expect(await desk.says("ann", "/note https://example.com/a says it", here)).toContain("Noted");
  });

  it("takes no code for a tag, and no number that a known system does not know", async () => {
    const other = await desk.addCustomer("Other");
    await desk.addReference(other.id, "erp", "1");
    expect(await desk.says("ann", `/tag +vip ${other.code}`, here)).toContain("stands first");
    expect(await desk.says("ann", "/tag erp:2 +vip", here)).toContain("No customer is erp:2");
    expect(await desk.says("ann", "/note erp:2 likes gold", here)).toContain("No customer is erp:2");
    expect(await desk.says("ann", "/tag CUST_99999 +vip", here)).toContain("No customer has the code");
    expect(await tagsOf(here.customerId)).toEqual([]);
    expect(await notesOf(here.customerId)).toEqual([]);
  });
});

describe("/customer WHO", () => {
  it("finds a customer by a phone, address or WeChat id among their contacts, however it is written", async () => {
    const other = await desk.addCustomer("Reached");
    await desk.says("ann", `/contact ${other.code} add phone 139 1234 5678 Li Lei`);
    await desk.says("ann", `/contact ${other.code} add email Li.Lei@example.com Li Lei`);
    await desk.says("ann", `/contact ${other.code} add wechat Li_Lei_88 Li Lei`);
    for (const who of ["+86 139 1234 5678", "13912345678", "li.lei@EXAMPLE.com", "li_lei_88"]) {
      expect(await desk.says("ann", `/customer ${who}`), who).toContain(other.code);
    }
    expect(await desk.says("ann", "/customer 13912345679")).toContain("No customer is called");
  });
});

async function codeOf(customerId: string): Promise<string> {
  return String(await of("customer_code", customerId));
}
