import { expect } from "vitest";
import type { WebhookRequest } from "../../../bot/ports/adapter.ts";
import { PayloadError, SignatureError } from "../../../infra/errors.ts";
import { type AdapterHarness, type Happening, UnsupportedHappening } from "../adapter-harness.ts";
import { type AdapterPromise, receiptsOf } from "./promise.ts";

const hello: Happening = { kind: "text", id: 1, from: "ann", text: "hello" };

/** What `receive` lets in, and under which keys. */
export function guardsTheDoor(promise: AdapterPromise): void {
  promise("lets in what the platform signed and answers it with 2xx", async ({ adapter, request }) => {
    const { receipts, reply } = await adapter.receive(request(hello));
    expect(receipts).toHaveLength(1);
    expect(reply.status).toBeGreaterThanOrEqual(200);
    expect(reply.status).toBeLessThan(300);
  });

  promise("refuses a request whose proof is wrong", async ({ adapter, forged }) => {
    await expect(adapter.receive(forged(hello))).rejects.toBeInstanceOf(SignatureError);
  });

  promise("refuses a request without any proof", async ({ adapter, request }) => {
    await expect(adapter.receive(withoutProof(request(hello)))).rejects.toBeInstanceOf(SignatureError);
  });

  promise("refuses a proved request that is not in the platform's format", async ({ adapter, garbage }) => {
    await expect(adapter.receive(garbage())).rejects.toBeInstanceOf(PayloadError);
  });

  promise("keeps an authentic request that it does not know and reads it as unknown", async ({ adapter, stranger }) => {
    const { receipts } = await adapter.receive(stranger());
    expect(receipts).toHaveLength(1);
    for (const receipt of receipts) {
      const events = await adapter.parse({ ...receipt, receivedAt: "2026-03-05T08:00:00.000Z" });
      expect(events.map((event) => event.kind)).toEqual(["unknown"]);
    }
  });

  promise("gives the same delivery the same id and the same chat each time", async (harness) => {
    const first = await receiptsOf(harness, hello);
    const again = await receiptsOf(harness, hello);
    expect(again.map(keys)).toEqual(first.map(keys));
  });

  promise("never gives two different happenings one id", async (harness) => {
    const happenings: Happening[] = [
      { kind: "text", id: 1, from: "ann", text: "hello" },
      // The same words again are another message.
      { kind: "text", id: 2, from: "ann", text: "hello" },
      { kind: "text", id: 3, from: "bob", text: "hello" },
      { kind: "image", id: 4, from: "ann" },
      { kind: "file", id: 5, from: "ann", name: "statement.pdf" },
      { kind: "edit", id: 1, from: "ann", text: "hello!", version: 1 },
      { kind: "edit", id: 1, from: "ann", text: "hello!!", version: 2 },
      { kind: "command", id: 6, from: "ann", line: "/help" },
      { kind: "button", id: 7, from: "ann", buttonId: "rate:5" },
      { kind: "button", id: 8, from: "ann", buttonId: "rate:5" },
    ];
    const ids: string[] = [];
    for (const happening of supported(harness, happenings)) {
      ids.push(...(await receiptsOf(harness, happening)).map((receipt) => receipt.externalId));
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(5);
  });

  promise("puts one person's messages in one chat and another's in another", async (harness) => {
    const chatOf = async (id: number, from: string) =>
      (await receiptsOf(harness, { kind: "text", id, from, text: `message ${id}` }))[0]?.chat;
    const ann = await chatOf(1, "ann");
    expect(ann).toBeTypeOf("string");
    expect(await chatOf(2, "ann")).toBe(ann);
    expect(await chatOf(3, "bob")).not.toBe(ann);
  });

  promise("keeps its keys within 300 characters", async (harness) => {
    for (const { externalId, chat } of await receiptsOf(harness, { ...hello, id: 2 ** 31 - 1 })) {
      expect(externalId.length).toBeGreaterThan(0);
      expect(externalId.length).toBeLessThanOrEqual(300);
      expect(chat.length).toBeGreaterThan(0);
      expect(chat.length).toBeLessThanOrEqual(300);
    }
  });
}

const keys = ({ externalId, chat }: { externalId: string; chat: string }) => ({ externalId, chat });

/** No header and no query is left that could prove anything; what says how to read the body stays. */
function withoutProof({ headers, ...request }: WebhookRequest): WebhookRequest {
  return { ...request, query: "", headers: { "content-type": headers["content-type"] } };
}

/** Leaves out what the platform does not have at all (its harness refuses to build it). */
function supported({ request }: AdapterHarness, happenings: Happening[]): Happening[] {
  return happenings.filter((happening) => {
    try {
      request(happening);
      return true;
    } catch (error) {
      if (error instanceof UnsupportedHappening) return false;
      throw error;
    }
  });
}
