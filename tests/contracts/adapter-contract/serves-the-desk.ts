import { expect } from "vitest";
import type { OpenedThread } from "../../../bot/ports/adapter.ts";
import type { OutboundMessage } from "../../../bot/ports/outbound-message.ts";
import type { AdapterHarness, DeskPlace } from "../adapter-harness.ts";
import { type AdapterPromise, offered, outbound } from "./promise.ts";

/** What agents and managers need of a platform: threads of their own, and words that one person alone sees. */
export function servesTheDesk(promise: AdapterPromise): void {
  promise("opens a thread and writes in it, and in no other", async (harness) => {
    const desk = offered(harness.desk);
    const [first, second] = [await open(harness, "C1042 Cai"), await open(harness, "C1043 Dee")];
    await harness.adapter.send(inThread(harness, second, "Dee wrote."));
    await harness.adapter.send(inThread(harness, first, "Cai wrote."));
    expect(desk.threads()).toEqual([first.threadId, second.threadId]);
    expect(desk.shownTo(desk.owner, first.threadId)).toEqual(["C1042 Cai", "Cai wrote."]);
    expect(desk.shownTo(desk.owner, second.threadId)).toEqual(["C1043 Dee", "Dee wrote."]);
  });

  promise("tells where a thread can be opened in the app", async (harness) => {
    const { url, threadId } = await open(harness, "C1042 Cai");
    expect(url).toMatch(/^https:\/\//);
    expect(url).toContain(threadId.replace(".", ""));
  });

  promise("changes the first message of a thread", async (harness) => {
    const desk = offered(harness.desk);
    const { sent, threadId } = await open(harness, "C1042 Cai");
    await offered(harness.adapter.edit).call(harness.adapter, sent, inPlace(desk, "C1042 Cai, taken by Ann", harness));
    expect(desk.shownTo(desk.owner, threadId)).toEqual(["C1042 Cai, taken by Ann"]);
  });

  promise("does not claim to know what became of a thread whose answer was lost", async (harness) => {
    harness.failNext({ kind: "lost_answer" });
    await expect(open(harness, "C1042 Cai")).rejects.toMatchObject({ outcome: "uncertain" });
    expect(offered(harness.desk).threads()).toHaveLength(1);
  });

  promise("does not open a second thread when the answer to the first opening was lost", async (harness) => {
    const firstAttemptAt = new Date().toISOString();
    harness.failNext({ kind: "lost_answer" });
    await expect(open(harness, "C1042 Cai")).rejects.toMatchObject({ outcome: "uncertain" });
    const { threadId } = await open(harness, "C1042 Cai", { attempt: 1, firstAttemptAt });
    expect(offered(harness.desk).threads()).toEqual([threadId]);
  });

  promise("says when a thread is gone, and leaves nothing beside it", async (harness) => {
    const desk = offered(harness.desk);
    const opened = await open(harness, "C1042 Cai");
    desk.removeThread(opened.threadId);
    const sending = harness.adapter.send(inThread(harness, opened, "Cai wrote."));
    await expect(sending).rejects.toMatchObject({ outcome: "rejected", fault: "thread_gone" });
    expect(desk.shownTo(desk.owner)).toEqual([]);
  });

  promise("shows a message for one person to nobody else", async (harness) => {
    const desk = offered(harness.desk);
    expect(harness.adapter.capabilities.confidential).toBe("in_place");
    const opened = await open(harness, "C1042 Cai");
    desk.say(desk.colleague, opened.threadId, "who takes this?");
    const draft = inThread(harness, opened, "Draft: two days.");
    await harness.adapter.send({ ...draft, target: { ...draft.target, onlyFor: desk.owner } });
    expect(desk.shownTo(desk.owner, opened.threadId)).toContain("Draft: two days.");
    expect(desk.shownTo(desk.colleague)).not.toContain("Draft: two days.");
  });

  promise("writes to a person in private", async (harness) => {
    const { personId, shown } = offered(harness.privately);
    const chat = offered(harness.adapter.privateChat?.(personId));
    expect(chat.key.length).toBeGreaterThan(0);
    await harness.adapter.send(outbound(harness, "Three alerts are open.", { target: { chatId: chat.chatId } }));
    expect(shown()).toEqual(["Three alerts are open."]);
  });
}

async function open(harness: AdapterHarness, text: string, more: Partial<OutboundMessage> = {}): Promise<OpenedThread> {
  const message = inPlace(offered(harness.desk), text, harness, more);
  return offered(harness.adapter.openThread).call(harness.adapter, text, message);
}

const inPlace = ({ chatId }: DeskPlace, text: string, harness: AdapterHarness, more: Partial<OutboundMessage> = {}) =>
  outbound(harness, text, { target: { chatId }, ...more });

function inThread(harness: AdapterHarness, { threadId }: OpenedThread, text: string): OutboundMessage {
  const target = { chatId: offered(harness.desk).chatId, threadId };
  return outbound(harness, text, { deliveryId: "01977a10-0000-7000-8000-000000000002", target });
}
