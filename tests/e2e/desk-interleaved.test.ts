import { expect, it, onTestFinished } from "vitest";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk } from "../support/wecom-desk.ts";

const CUSTOMERS = 6;
const ROUNDS = 2;
// Much waits here for a paced platform; a busy machine takes its time.
const PATIENCE_MS = 60_000;
const numbers = Array.from({ length: CUSTOMERS }, (_, index) => index);
const rounds = Array.from({ length: ROUNDS }, (_, index) => index);

it("sends no line to the wrong customer when two agents answer many threads at once on Slack", async () => {
  const desk = await openSlackDesk();
  onTestFinished(() => desk.close());
  const agents: string[] = [];
  for (const name of ["Ann", "Ben"]) {
    const id = desk.newPerson(name);
    desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
    await linkStaff(desk, { platform: "slack", personId: id, name, role: "agent" });
    agents.push(id);
  }
  const [ann = "", ben = ""] = agents;
  const customers = numbers.map((index) => desk.newPerson(`Mix ${index}`));
  for (const customer of customers) desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  const threads = await waitFor(
    "all threads",
    async () => {
      const rows = await desk.rows<{ name: string; thread_id: string }>(
        `SELECT c.name, t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE t.thread_id IS NOT NULL AND v.handoff_at IS NOT NULL`,
      );
      return rows.length === CUSTOMERS ? new Map(rows.map(({ name, thread_id }) => [name, thread_id])) : null;
    },
    PATIENCE_MS,
  );
  const threadOf = (index: number) => threads.get(`Mix ${index}`) ?? "";
  const owner = (index: number) => (index % 2 ? ann : ben);
  for (const index of numbers) {
    await desk.slack.people.press({ user: owner(index), channel: slackDeskPlace, ts: threadOf(index), button: "Take" });
  }
  await waitFor(
    "every conversation to be taken",
    async () => {
      const [row] = await desk.rows<{ count: string }>("SELECT count(*) FROM conversations WHERE agent_id IS NOT NULL");
      return row?.count === String(CUSTOMERS);
    },
    PATIENCE_MS,
  );
  for (const round of rounds) {
    for (const index of numbers) {
      const write = (user: string, text: string) =>
        desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: threadOf(index), text });
      desk.slack.people.write({ user: customers[index] ?? "", text: `question ${round} of ${index}` });
      write(owner(index), `reply ${round} for ${index}`);
      write(owner(index + 1), `aside ${round} about ${index}`);
      write(owner(index), `// note ${round} about ${index}`);
    }
  }
  for (const index of numbers) {
    const got = () => desk.said(customers[index] ?? "").filter((text) => /^(reply|aside|note|\/\/) /.test(text));
    await waitFor(`the replies to ${index}`, () => got().length >= ROUNDS, PATIENCE_MS);
    expect(got()).toEqual(rounds.map((round) => `reply ${round} for ${index}`));
  }
}, 180_000);

it("sends no line to the wrong customer when an agent answers many by their codes on WeCom", async () => {
  const desk = await openWecomDesk({ WECOM_DESK_USERS: "ann" });
  onTestFinished(() => desk.close());
  desk.newMember("ann");
  await linkStaff(desk, { platform: "wecom", personId: "ann", name: "Ann", role: "agent" });
  const customers = numbers.map((index) => desk.newCustomer(`Mix ${index}`));
  for (const customer of customers) desk.wecom.customers.writes(customer, "转人工");
  const codes = await waitFor(
    "all conversations",
    async () => {
      const rows = await desk.rows<{ name: string; number: string }>(
        `SELECT c.name, v.number FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.handoff_at IS NOT NULL`,
      );
      return rows.length === CUSTOMERS ? new Map(rows.map(({ name, number }) => [name, `C${number}`])) : null;
    },
    PATIENCE_MS,
  );
  const codeOf = (index: number) => codes.get(`Mix ${index}`) ?? "";
  for (const index of numbers) desk.wecom.members.writes("ann", `/take ${codeOf(index)}`);
  await waitFor(
    "every conversation to be taken",
    async () => {
      const [row] = await desk.rows<{ count: string }>("SELECT count(*) FROM conversations WHERE agent_id IS NOT NULL");
      return row?.count === String(CUSTOMERS);
    },
    PATIENCE_MS,
  );
  for (const round of rounds) {
    for (const index of numbers) {
      desk.wecom.customers.writes(customers[index] ?? { openKfId: "", externalUserId: "" }, `问题 ${round}`);
      desk.wecom.members.writes("ann", `${codeOf(index)} reply ${round} for ${index}`);
      desk.wecom.members.writes("ann", `、、note ${round} about ${index}`);
    }
  }
  for (const index of numbers) {
    const customer = customers[index];
    if (!customer) continue;
    const got = () => desk.toldCustomer(customer).filter((text) => /reply|note|C\d{4}/.test(text));
    await waitFor(`the replies to ${index}`, () => got().length >= ROUNDS, PATIENCE_MS);
    expect(got().sort()).toEqual(rounds.map((round) => `reply ${round} for ${index}`));
  }
}, 180_000);
