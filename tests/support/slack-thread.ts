import type { Role } from "../../domain/organisation/values.ts";
import { linkStaff } from "./linked-staff.ts";
import { type SlackDesk, slackDeskPlace } from "./slack-desk.ts";
import { waitFor } from "./wait-for.ts";

/** What tests do and see in the threads of Slack's desk. */
export function deskThreads(desk: SlackDesk) {
  const inThread = (thread: string) => desk.posted(slackDeskPlace, thread).slice(1);
  const told = (thread: string) => inThread(thread).map(({ text }) => text);
  const say = (user: string, thread: string, text: string) =>
    desk.slack.people.write({ user, channel: slackDeskPlace, threadTs: thread, text });
  const threadOf = (customer: string) =>
    waitFor(`the thread of ${customer}`, async () => {
      const [row] = await desk.rows<{ thread_id: string | null }>(
        `SELECT t.thread_id FROM desk_threads t JOIN conversations v ON v.id = t.conversation_id
         JOIN customers c ON c.id = v.customer_id WHERE c.name = ? ORDER BY t.created_at DESC LIMIT 1`,
        [customer],
      );
      return row?.thread_id ?? null;
    });
  return {
    told,
    say,
    threadOf,
    /** A member of staff in the desk's channel; gives their Slack id. */
    person: async (name: string, role: Role) => {
      const id = desk.newPerson(name);
      desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
      await linkStaff(desk, { platform: "slack", personId: id, name, role });
      return id;
    },
    /** A customer who asked for a person, and whom somebody has taken. */
    taken: async (name: string, by: string) => {
      const customer = desk.newPerson(name);
      desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
      const thread = await threadOf(name);
      await waitFor("the call", () => told(thread).some((text) => text.includes("asks for a person")));
      say(by, thread, "@deskhand take");
      await waitFor("the taking", () => told(thread).some((text) => text.includes("has taken")));
      const code = /^C\d+/.exec(desk.posted(slackDeskPlace, thread)[0]?.text ?? "")?.[0] ?? "no code";
      return { customer, thread, code };
    },
    hears: (thread: string, words: string) =>
      waitFor(`“${words}” in the thread`, () => inThread(thread).find(({ text }) => text.includes(words))),
    /** What one person alone was shown at the desk. */
    alone: (user: string) =>
      desk
        .posted(slackDeskPlace)
        .filter(({ ephemeralTo }) => ephemeralTo === user)
        .map(({ text }) => text),
    press: (user: string, message: { ts: string }, button: string) =>
      desk.slack.people.press({ user, channel: slackDeskPlace, ts: message.ts, button }),
  };
}
