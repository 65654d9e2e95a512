import { expect } from "vitest";
import type { InboundEvent } from "../../../bot/ports/inbound-event.ts";
import type { AdapterHarness, Happening } from "../adapter-harness.ts";
import { messageIdForm } from "./message-id-form.ts";
import { type AdapterPromise, eventOf, eventsOf, receiptsOf } from "./promise.ts";

/** What each happening becomes in the core's words. */
export function bringsEventsIn(promise: AdapterPromise): void {
  promise("reads a text message word for word", async (harness) => {
    const text = "What is the spread on 黄金 today? 👨‍👩‍👧‍👦 5 < 6 & 7 > 3";
    const event = await eventOf(harness, "message", { kind: "text", id: 1, from: "ann", text });
    expect(event).toMatchObject({ text, attachments: [], addressed: true, sender: { isBot: false, isSelf: false } });
    expect(event.replyTo).toBeUndefined();
  });

  promise("names the message in the form that the contract fixes", async (harness) => {
    const event = await eventOf(harness, "message", { kind: "text", id: 1, from: "ann", text: "hello" });
    expect(event.externalMessageId).toMatch(messageIdForm(harness.adapter.platform));
  });

  promise("gives every event the keys of its receipt and plain JSON", async (harness) => {
    const receipts = await receiptsOf(harness, { kind: "text", id: 1, from: "ann", text: "hello" });
    for (const receipt of receipts) {
      const events = await harness.adapter.parse({ ...receipt, receivedAt: "2026-03-05T08:00:00.000Z" });
      expect(events.length).toBeGreaterThan(0);
      for (const event of events) {
        expect(event.externalId).toBe(receipt.externalId);
        expect(event.chat.key).toBe(receipt.chat);
        expect(new Date(event.sentAt).toISOString()).toBe(event.sentAt);
        expect(JSON.parse(JSON.stringify(event))).toEqual(event);
      }
    }
  });

  promise("reads a receipt to the same events every time", async (harness) => {
    const happening: Happening = { kind: "text", id: 1, from: "ann", text: "hello" };
    expect(await eventsOf(harness, happening)).toEqual(await eventsOf(harness, happening));
  });

  promise("tells people apart by a lasting id", async (harness) => {
    const senderOf = async (id: number, from: string) =>
      (await eventOf(harness, "message", { kind: "text", id, from, text: "hello" })).sender.id;
    const ann = await senderOf(1, "ann");
    expect(await senderOf(2, "ann")).toBe(ann);
    expect(await senderOf(3, "bob")).not.toBe(ann);
  });

  promise("can answer where a message came from", async (harness) => {
    const { chat } = await eventOf(harness, "message", { kind: "text", id: 1, from: "ann", text: "hello" });
    expect(chat.id.length).toBeGreaterThan(0);
    expect(["private", "staff"]).toContain(chat.kind);
  });

  promise("links a reply to the message it answers", async (harness) => {
    const question = await eventOf(harness, "message", { kind: "text", id: 1, from: "ann", text: "one or two?" });
    const answer = await eventOf(harness, "message", { kind: "text", id: 2, from: "ann", text: "two", replyTo: 1 });
    expect(answer.replyTo).toBe(question.externalMessageId);
  });

  promise("reads a picture as an attachment", async (harness) => {
    const event = await eventOf(harness, "message", { kind: "image", id: 1, from: "ann" });
    expect(event.attachments.map((attachment) => attachment.kind)).toEqual(["image"]);
    expect(event.attachments[0]?.ref).toBeDefined();
    expect(event.text).toBe("");
  });

  promise("reads a picture's caption as its text", async (harness) => {
    const event = await eventOf(harness, "message", { kind: "image", id: 1, from: "ann", caption: "my card" });
    expect(event).toMatchObject({ text: "my card", attachments: [{ kind: "image" }] });
  });

  promise("reads a file with its name", async (harness) => {
    const event = await eventOf(harness, "message", { kind: "file", id: 1, from: "ann", name: "账单.pdf" });
    expect(event.attachments).toMatchObject([{ kind: "file", name: "账单.pdf" }]);
  });

  promise("never puts a secret of the channel into an attachment's reference", async (harness) => {
    const event = await eventOf(harness, "message", { kind: "file", id: 1, from: "ann", name: "a.pdf" });
    const ref = event.attachments[0]?.ref ?? {};
    expect(Object.keys(ref).length).toBeGreaterThan(0);
    for (const secret of harness.secrets ?? []) expect(JSON.stringify(ref)).not.toContain(secret);
  });

  promise("fetches the bytes of an attachment", async (harness) => {
    const event = await eventOf(harness, "message", { kind: "file", id: 1, from: "ann", name: "a.pdf" });
    const ref = event.attachments[0]?.ref;
    if (!ref || !harness.adapter.fetchFile) throw new Error("the adapter offers no way to fetch this file");
    expect(await byteCount(harness, ref)).toBeGreaterThan(0);
  });

  promise("reads an edit as a new version of the same message", async (harness) => {
    const original = await eventOf(harness, "message", { kind: "text", id: 1, from: "ann", text: "buy 1 lot" });
    const edited = await eventOf(harness, "edited", {
      kind: "edit",
      id: 1,
      from: "ann",
      text: "buy 2 lots",
      version: 1,
    });
    expect(edited).toMatchObject({ externalMessageId: original.externalMessageId, text: "buy 2 lots" });
    expect(edited.sender.id).toBe(original.sender.id);
    expect(new Date(edited.editedAt).toISOString()).toBe(edited.editedAt);
  });

  promise("reads a removal as the end of the same message", async (harness) => {
    const original = await eventOf(harness, "message", { kind: "text", id: 1, from: "ann", text: "oops" });
    const deleted = await eventOf(harness, "deleted", { kind: "delete", id: 1, from: "ann" });
    expect(deleted.externalMessageId).toBe(original.externalMessageId);
  });

  promise("reads a command with its arguments", async (harness) => {
    const event = await eventOf(harness, "command", { kind: "command", id: 1, from: "ann", line: "/Tag  +VIP 客户" });
    expect(event).toMatchObject({ command: "tag", args: "+VIP 客户", sender: { isBot: false, isSelf: false } });
  });

  promise("reads a pressed button by the id it was sent with", async (harness) => {
    const event = await eventOf(harness, "action", { kind: "button", id: 1, from: "ann", buttonId: "rate:5" });
    const text = await eventOf(harness, "message", { kind: "text", id: 2, from: "ann", text: "hello" });
    expect(event.actionId).toBe("rate:5");
    expect(event.sender.id).toBe(text.sender.id);
    expect(event.chat.id).toBe(text.chat.id);
  });

  promise("recognises what the bot itself said", async (harness) => {
    const events = await eventsOf(harness, { kind: "own", id: 1, text: "Good morning, how can I help?" });
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter((event) => !isOwn(event))).toEqual([]);
  });
}

const isOwn = (event: InboundEvent): boolean => event.kind === "ignored" || event.sender.isSelf;

async function byteCount({ adapter }: AdapterHarness, ref: Record<string, string>): Promise<number> {
  const file = await adapter.fetchFile?.(ref);
  let bytes = 0;
  for await (const chunk of file?.stream ?? []) bytes += (chunk as Buffer).byteLength;
  return bytes;
}
