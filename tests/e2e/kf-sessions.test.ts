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

const question = "出金多久到账？";

describe("a session that a receptionist has in WeCom", () => {
  it("is theirs: the bot is silent, the desk is told who, and what /release cannot have is said with its reason", async () => {
    const { customer, code } = await answered("陈一");
    desk.wecom.customers.receptionistTakes(customer, "Ben");
    await hears(`${code} · 陈一`, "Ben has this customer's session");
    desk.wecom.customers.writes(customer, question);
    await desk.settled();
    expect(desk.toldCustomer(customer)).toHaveLength(1);
    desk.wecom.customers.receptionistHandsOn(customer, "Ben", "zoe");
    await hears(`${code} · 陈一`, "Receptionist zoe has this customer's session");
    desk.wecom.members.writes("ann", `/release ${code}`);
    await hears(`${code} · 陈一`, "did not give the session back (errcode 95016): a receptionist has it");
    expect(desk.wecom.session(customer.openKfId, customer.externalUserId).state).toBe(3);
    expect(await movesOf("陈一")).toEqual([
      { type: "session_moved", state: "with_person", holder: "ben" },
      { type: "session_moved", state: "with_person", holder: "zoe" },
      { type: "session_refused", state: null, holder: null },
    ]);
    // What they end there begins anew with the customer's next message, and is the bot's.
    desk.wecom.customers.receptionistEnds(customer, "zoe");
    await hears(`${code} · 陈一`, "was ended on the platform");
    desk.wecom.customers.writes(customer, question);
    await waitFor("the bot's answer", () => desk.toldCustomer(customer).length === 2);
  });

  it("is theirs also where no event told of it: a new conversation asks WeCom", async () => {
    const customer = desk.newCustomer("陈二");
    desk.wecom.customers.receptionistTakes(customer, "ben");
    await desk.settled();
    desk.wecom.customers.writes(customer, question);
    await hears("陈二", "Ben has this customer's session");
    await desk.settled();
    expect(desk.toldCustomer(customer)).toEqual([]);
    expect(await desk.messagesOf("陈二", "inbound")).toHaveLength(1);
  });
});

describe("a session that waits in WeCom's pool", () => {
  it("is not taken out of it by an answer, and the desk is told", async () => {
    const customer = desk.newCustomer("陈三");
    desk.wecom.customers.waitsInPool(customer);
    desk.wecom.customers.writes(customer, question);
    await hears("陈三", "waits on the platform itself for a receptionist");
    await desk.settled();
    expect(desk.toldCustomer(customer)).toEqual([]);
    expect(desk.wecom.session(customer.openKfId, customer.externalUserId).state).toBe(2);
  });
});

describe("/release", () => {
  it("moves a session to the assistant where WeCom allows it, tries again after a silence, and the bot answers", async () => {
    const { customer, code } = await answered("陈四");
    desk.wecom.customers.receptionistTakes(customer, "ben");
    await hears(`${code} · 陈四`, "Ben has this customer's session");
    // Ended without an event that reached us, and opened again by the customer while WeCom did not say so.
    desk.wecom.customers.endsUnheard(customer);
    desk.wecom.customers.writes(customer, question);
    await desk.settled();
    expect(desk.toldCustomer(customer)).toHaveLength(1);
    desk.wecom.faults.failNext({ kind: "status", status: 502 }, { path: "kf/service_state/get" });
    desk.wecom.members.writes("ann", `/release ${code}`);
    await hears(`${code} · 陈四`, "is with the bot again");
    expect(desk.wecom.session(customer.openKfId, customer.externalUserId).state).toBe(1);
    desk.wecom.customers.writes(customer, question);
    await waitFor("the bot's answer", () => desk.toldCustomer(customer).length === 2);
    const [move] = await desk.rows(
      `SELECT d.status, d.attempts, u.name FROM deliveries d JOIN users u ON u.id = (d.act ->> 'userId')::uuid
       JOIN customers c ON c.id = d.customer_id WHERE d.operation = 'take_session' AND c.name = '陈四'`,
    );
    expect(move).toEqual({ status: "sent", attempts: 2, name: "Ann" });
  });
});

describe("/open", () => {
  const opens = async (name: string, code: string): Promise<string> => {
    const before = desk.toldMember("ann").length;
    desk.wecom.members.writes("ann", `/open ${code}`);
    const found = () => desk.toldMember("ann").slice(before);
    return waitFor("the answer to /open", () =>
      found().find((text) => text.includes(name) && text.includes("Nothing was sent")),
    );
  };

  it("says that a session in the pool is not ours, and how to ask for it back", async () => {
    const customer = desk.newCustomer("陈五");
    desk.wecom.customers.waitsInPool(customer);
    desk.wecom.customers.writes(customer, question);
    const told = await hears("陈五", "waits on the platform itself for a receptionist");
    const code = /C\d+/.exec(told)?.[0] ?? "";
    const said = await opens("陈五", code);
    expect(said).toContain(
      `wecom_kf: ✗ their session waits on the platform itself for a receptionist: /release ${code}`,
    );
    expect(said).not.toContain("✓");
  });

  it("names who has the session on the platform, and after its end says that they must write first", async () => {
    const { customer, code } = await answered("陈六");
    desk.wecom.customers.receptionistTakes(customer, "ben");
    await hears(`${code} · 陈六`, "Ben has this customer's session");
    const said = await opens("陈六", code);
    expect(said).toContain(
      `wecom_kf: ✗ Ben has their session on the platform itself: answer there, or /release ${code}`,
    );
    expect(said).not.toContain("✓");
    desk.wecom.customers.receptionistEnds(customer, "ben");
    await hears(`${code} · 陈六`, "was ended on the platform");
    const ended = await opens("陈六", code);
    expect(ended).toContain(
      "wecom_kf: ✗ their session was ended on the platform: nothing can be sent until they write",
    );
    expect(ended).not.toContain("✓");
    desk.wecom.customers.writes(customer, question);
    await desk.settled();
    await waitFor("a session that is ours again", async () =>
      (await opens("陈六", code)).includes("✓ you can write now"),
    );
  });
});

/** A customer whom the bot has answered once. */
async function answered(name: string): Promise<{ customer: AtDesk; code: string }> {
  const customer = desk.newCustomer(name);
  desk.wecom.customers.writes(customer, question);
  await desk.customerHears(customer, 1);
  await desk.settled();
  const [row] = await desk.rows<{ number: string }>(
    "SELECT v.number FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?",
    [name],
  );
  return { customer, code: `C${row?.number}` };
}

/** What everybody at the desk was told of a customer. */
function hears(about: string, words: string): Promise<string> {
  return waitFor(`“${words}”`, () =>
    desk.toldMember("ann").find((text) => text.includes(about) && text.includes(words)),
  );
}

function movesOf(name: string) {
  return desk.rows(
    `SELECT e.event_type AS type, e.event_data -> 'after' ->> 'sessionState' AS state,
       e.event_data -> 'after' ->> 'sessionHolder' AS holder
     FROM conversation_events e JOIN customers c ON c.id = e.customer_id
     WHERE c.name = ? AND e.event_type LIKE 'session_%' ORDER BY e.id`,
    [name],
  );
}
