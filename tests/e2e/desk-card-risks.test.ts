import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;
beforeAll(async () => {
  desk = await openSlackDesk();
});
afterAll(() => desk.close());

const threat = "I know where you live and I will find you";

describe("the risk on a conversation's card", () => {
  it("is what its first message showed, the most severe first, beside the flags that were set by hand", async () => {
    const { write, card } = customer("Risky First");
    write("How do I open an account?");
    expect(await card()).toContain("Risk: –");
    await desk.rows(
      "UPDATE conversations SET status = 'resolved' WHERE customer_id = (SELECT id FROM customers WHERE name = ?)",
      ["Risky First"],
    );
    await desk.rows("UPDATE customers SET risk_flags = '[\"knows the founder\"]' WHERE name = ?", ["Risky First"]);
    write(`My withdrawal is still not here, you idiots. ${threat}`);
    const second = await waitFor("the second card", async () => ((await card()).includes("Risk: –") ? null : card()));
    expect(second).toMatch(/Risk: threat \(critical\), .*abuse \(medium\).*, knows the founder$/m);
  });

  it("follows when a later message shows one, and not when it only shows it again", async () => {
    const { write, card, changes } = customer("Risky Later");
    write("How do I open an account?");
    expect(await card()).toContain("Risk: –");
    write(threat);
    await waitFor("the risk on the card", async () => (await card()).includes("Risk: threat (critical)"));
    await desk.settled();
    const before = await changes();
    write(`${threat}!`);
    await desk.settled();
    expect(await changes()).toBe(before);
  });

  it("follows when an edit shows one", async () => {
    const { write, card, direct } = customer("Risky Edit");
    const { ts } = write("How do I open an account?");
    expect(await card()).toContain("Risk: –");
    desk.slack.people.edit({ channel: direct, ts, text: threat });
    await waitFor("the risk on the card", async () => (await card()).includes("Risk: threat (critical)"));
  });

  it("is an order to trade as well", async () => {
    const { write, card } = customer("Risky Order");
    write("How do I open an account?");
    await card();
    write("Buy 100 shares of Tesla for me at market price");
    await waitFor("the risk on the card", async () => (await card()).includes("Risk: trade instruction (medium)"));
  });

  it("is named in the language of the desk", async () => {
    await desk.rows(
      `INSERT INTO settings (id, org_id, key, value, value_type, category)
       VALUES (?, ?, 'organization.language', '"zh"', 'string', 'organization')`,
      [newId(), desk.orgId],
    );
    const { write, card } = customer("Risky Wang");
    write("再不出金我就投诉到证监会，我知道你家住哪里，弄死你");
    expect(await card()).toMatch(/风险: .*投诉升级（高）/);
  });
});

function customer(name: string) {
  const user = desk.newPerson(name);
  return {
    direct: desk.slack.workspace.directWith(user).id,
    write: (text: string) => desk.slack.people.write({ user, text }),
    /** The card of their newest conversation. */
    card: () =>
      waitFor(`the card of ${name}`, async () => {
        const [thread] = await desk.rows<{ thread_id: string | null }>(
          `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
           JOIN customers c ON c.id = v.customer_id WHERE c.name = ? ORDER BY t.created_at DESC LIMIT 1`,
          [name],
        );
        return thread?.thread_id ? (desk.posted(slackDeskPlace, thread.thread_id)[0]?.text ?? null) : null;
      }),
    /** How often a card of theirs was changed. */
    changes: async () => {
      const [row] = await desk.rows<{ count: string }>(
        `SELECT count(*) FROM deliveries d JOIN customers c ON c.id = d.customer_id
         WHERE c.name = ? AND d.operation = 'edit' AND d.audience = 'staff'`,
        [name],
      );
      return Number(row?.count);
    },
  };
}
