import { afterAll, beforeAll, expect, it } from "vitest";
import { allSent } from "../support/settled.ts";
import { type MixedDesk, openMixedDesk } from "../support/surfaces/open-mixed-desk.ts";
import { interleaved } from "../support/surfaces/seeded-order.ts";
import type { Colleague, StaffedDesk } from "../support/surfaces/staffed-desk.ts";
import type { DeskedConversation, Surface } from "../support/surfaces/surface.ts";

// Two agents at each of three desks, and at each desk four customers from Telegram and four from 微信客服.
const PLATFORMS = ["slack", "telegram", "wecom"] as const;
const CUSTOMERS_A_KIND = 4;
const ROUNDS = 2;
const SEED = 20_261_126;
// Much waits here for paced platforms; a busy machine takes its time.
const PATIENCE_MS = 120_000;

let mixed: MixedDesk;
let telegram: StaffedDesk;

beforeAll(async () => {
  mixed = await openMixedDesk();
  telegram = mixed.desks.telegram;
  await telegram.set("routing.mode", "manual");
});
afterAll(() => mixed.close());

interface Served {
  desk: StaffedDesk;
  /** Where the customer writes. */
  at: Surface;
  about: DeskedConversation;
  owner: Colleague;
  colleague: Colleague;
}

it("sends no line to the wrong customer when agents on three surfaces answer customers on two, all at once", async () => {
  const served: Served[] = [];
  for (const platform of PLATFORMS) served.push(...(await openConversations(platform)));
  expect(served).toHaveLength(PLATFORMS.length * 2 * CUSTOMERS_A_KIND);

  for (const act of interleaved(
    served.map((one, index) => actsOf(one, index)),
    SEED,
  ))
    act();
  for (const desk of Object.values(mixed.desks)) await desk.surface.delivered();
  await allSent(telegram, PATIENCE_MS);

  for (const [index, one] of served.entries()) {
    const got = one.at
      .customerSees(one.about.customer.id)
      .filter((text) => /(reply|aside|note|question) \d/.test(text));
    const sent = Array.from({ length: ROUNDS }, (_, round) => `reply ${round} for ${index}.`);
    // Lines to the WeCom app come in callbacks of their own, which may overtake each other.
    const inOrder = one.desk.surface.isThreaded ? got : got.sort();
    expect({ seed: SEED, to: one.about.customer.name, got: inOrder }).toEqual({
      seed: SEED,
      to: one.about.customer.name,
      got: sent,
    });
  }
  const questions = await telegram.rows<{ name: string; content: string }>(
    `SELECT c.name, m.content FROM messages m JOIN conversations v ON v.id = m.conversation_id
     JOIN customers c ON c.id = v.customer_id WHERE m.direction = 'inbound' AND m.content LIKE 'question %'`,
  );
  expect(questions).toHaveLength(served.length * ROUNDS);
  const misfiled = questions.filter(({ name, content }) => !content.endsWith(` of ${name}.`));
  expect(misfiled).toEqual([]);
}, 240_000);

/** New conversations at one desk, each taken by one of its two agents. */
async function openConversations(platform: Surface["platform"]): Promise<Served[]> {
  const desk = mixed.desks[platform];
  await desk.set("desk.surface", platform);
  const names = platform === "wecom" ? ["Ann", "Ben"] : [`A ${platform}`, `B ${platform}`];
  const agents: Colleague[] = [];
  for (const name of names) agents.push(await desk.hire(name, "agent"));
  const customers = [telegram.surface, mixed.desks.wecom.surface].flatMap((at) =>
    Array.from({ length: CUSTOMERS_A_KIND }, (_, number) => {
      const name = `Mix ${platform} ${at.platform} ${number}`;
      const id = at.addCustomer(name);
      at.customerWrites(id, "I want to talk to a human");
      return { at, customer: { id, name } };
    }),
  );
  const served: Served[] = [];
  for (const [index, { at, customer }] of customers.entries()) {
    const about = await desk.conversationOf(customer);
    const [owner, colleague] = index % 2 === 0 ? agents : [...agents].reverse();
    if (!owner || !colleague) throw new Error("two agents were hired");
    served.push({ desk, at, about, owner, colleague });
  }
  await allSent(desk, PATIENCE_MS);
  for (const { about, owner } of served)
    await desk.asks(owner, "/take", `${owner.name} has taken ${about.code}`, about);
  return served;
}

/** What happens around one conversation, in its order. */
function actsOf({ desk, at, about, owner, colleague }: Served, index: number): (() => void)[] {
  return Array.from({ length: ROUNDS }, (_, round) => [
    () => at.customerWrites(about.customer.id, `question ${round} of ${about.customer.name}.`),
    () => desk.line(owner, `reply ${round} for ${index}.`, about),
    () => desk.line(colleague, `aside ${round} about ${index}.`, about),
    () => desk.line(owner, `// note ${round} about ${index}.`, about),
  ]).flat();
}
