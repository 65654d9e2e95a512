import { expect } from "vitest";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** The customer says something, and all that follows from it is done. */
async function said(stage: Stage, about: DeskedConversation, text: string): Promise<void> {
  stage.surface.customerWrites(about.customer.id, text);
  await waitFor("the message to be there", async () => {
    const sql = "SELECT id FROM messages WHERE conversation_id = ? AND content = ?";
    return (await stage.row(sql, about.id, text)) !== undefined;
  });
  await waitFor("it to be remembered", async () => {
    const job = "SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'remember' LIMIT 1";
    return (await stage.row(job)) === undefined;
  });
  await stage.settled();
}

/** What customers say of themselves: kept, shown, corrected and forgotten. */
export const remembering: readonly Scenario[] = [
  {
    name: "/memory shows what a customer said of themselves, and staff correct it or forget one",
    proves: ["memory"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await stage.asks(stage.ann, "/memory", "Nothing is remembered of", about);
      await said(stage, about, "I am rather conservative. Please only contact me by email.");
      const list = await stage.asks(stage.ann, "/memory", "Risk preference: “I am rather conservative”", about);
      expect(list.text).toContain("How to reach them: “Please only contact me by email”");
      await said(stage, about, "Actually I can take high risk");
      const now = await stage.asks(stage.ann, "/记忆", "“Actually I can take high risk”", about);
      expect(now.text).toMatch(/Before[\s\S]*“I am rather conservative”/);
      const number = async (words: string) =>
        String(
          (
            await stage.row(
              "SELECT m.number FROM memories m JOIN conversations v ON v.customer_id = m.customer_id WHERE v.id = ? AND m.content LIKE ?",
              about.id,
              `%${words}%`,
            )
          )?.["number"],
        );
      const risk = await number("high risk");
      await stage.asks(stage.ann, `/memory correct ${risk} card 4111 1111 1111 1111`, "never remembered", about);
      await stage.asks(stage.ann, `/memory correct ${risk} moderate, by the form`, `Corrected memory ${risk}`, about);
      await stage.asks(stage.ann, "/memory", "Risk preference: moderate, by the form", about);
      const way = await number("email");
      await stage.asks(stage.ann, `/memory forget ${way}`, `Forgot memory ${way}`, about);
      await stage.asks(stage.ann, `/memory forget ${way}`, "There is no memory", about);
      await stage.asks(stage.ann, "/memory forget nothing", "Which one?", about);
      const kept = `SELECT (SELECT count(*)::int FROM audit_logs l WHERE l.resource_id = v.customer_id AND l.action = 'customer.memory') AS audited
        FROM conversations v WHERE v.id = ?`;
      expect(await stage.row(kept, about.id)).toEqual({ audited: 2 });
    },
  },
  {
    name: "/memory find finds what was said before, and /memory forget all ends that too",
    proves: ["memory"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await said(stage, about, "I have never traded before, and I live in Lisbon");
      await stage.asks(stage.ann, "/memory find Lisbon", "I live in Lisbon", about);
      await stage.asks(stage.ann, "/memory find zeppelin", "Nothing like it", about);
      await stage.asks(stage.ann, "/memory forget all", "Forgot everything remembered of", about);
      await stage.asks(stage.ann, "/memory", "Nothing is remembered of", about);
      await stage.asks(stage.ann, "/memory find Lisbon", "Nothing like it", about);
      const kept = `SELECT (SELECT count(*)::int FROM conversation_events e WHERE e.conversation_id = v.id AND e.event_type = 'memories_forgotten') AS told,
        (SELECT count(*)::int FROM audit_logs l WHERE l.resource_id = v.customer_id AND l.action = 'customer.forget') AS audited
        FROM conversations v WHERE v.id = ?`;
      expect(await stage.row(kept, about.id)).toEqual({ told: 1, audited: 1 });
    },
  },
  {
    name: "a customer who asks to be forgotten is, at once, hears it in one line, and the desk is told",
    proves: ["memory"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      await said(stage, about, "我是新手。我打算先投5万人民币。");
      await stage.asks(stage.ann, "/memory", "“我是新手”", about);
      await said(stage, about, "忘记我");
      await stage.asks(stage.ann, "/memory", "Nothing is remembered of", about);
      expect(stage.surface.customerSees(about.customer.id).join("\n")).toMatch(/已忘记我们记住的|is forgotten/);
      await stage.hears(stage.ann, "asked to be forgotten: 2 memories removed");
    },
  },
];
