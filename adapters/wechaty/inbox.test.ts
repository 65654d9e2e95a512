import { describe, expect, it } from "vitest";
import type { Receipt } from "../../bot/ports/adapter.ts";
import { InputError, UnavailableError } from "../../infra/errors.ts";
import { createInbox } from "./inbox.ts";

const receipt = (externalId: string): Receipt => ({ externalId, chat: "contact:a", raw: "{}" });

function open(accept: (receipts: Receipt[]) => Promise<void>) {
  const stored: string[] = [];
  const lost: [number, string][] = [];
  const logged: string[] = [];
  const note = (event: string) => {
    logged.push(event);
  };
  const inbox = createInbox({
    accept: async (receipts) => {
      await accept(receipts);
      stored.push(...receipts.map(({ externalId }) => externalId));
    },
    log: { info: note, warn: note, error: note },
    onLost: (receipts, reason) => lost.push([receipts, reason]),
    backoffMs: { first: 1, longest: 2 },
  });
  return { inbox, stored, lost, logged };
}

describe("the inbox of a session", () => {
  it("stores in the order of arrival, and everything before it is closed", async () => {
    const { inbox, stored, lost } = open(async () => undefined);
    for (const id of ["1", "2", "3"]) inbox.put(receipt(id));
    await inbox.close(1_000);
    expect({ stored, lost }).toEqual({ stored: ["1", "2", "3"], lost: [] });
  });

  it("tries again, the same first, until it is stored", async () => {
    let failures = 3;
    const { inbox, stored, logged } = open(async () => {
      if (failures-- > 0) throw new UnavailableError("away");
    });
    inbox.put(receipt("1"));
    inbox.put(receipt("2"));
    await inbox.close(5_000);
    expect(stored).toEqual(["1", "2"]);
    expect(logged).toEqual(["wechaty.not_stored", "wechaty.not_stored", "wechaty.not_stored"]);
  });

  it("leaves out what the database refuses, and goes on", async () => {
    const { inbox, stored, lost } = open(async ([first]) => {
      if (first?.externalId === "1") throw new InputError("refused");
    });
    inbox.put(receipt("1"));
    inbox.put(receipt("2"));
    await inbox.close(1_000);
    expect({ stored, lost }).toEqual({ stored: ["2"], lost: [[1, "refused"]] });
  });

  it("counts what is left when it is closed while nothing can be stored, and what comes after", async () => {
    const { inbox, stored, lost } = open(() => Promise.reject(new UnavailableError("away")));
    inbox.put(receipt("1"));
    inbox.put(receipt("2"));
    await inbox.close(5);
    inbox.put(receipt("3"));
    expect({ stored, lost }).toEqual({
      stored: [],
      lost: [
        [2, "stopping"],
        [1, "stopping"],
      ],
    });
  });

  it("holds a thousand at most", async () => {
    const { inbox, lost } = open(() => new Promise(() => undefined));
    for (let index = 0; index < 1_001; index += 1) inbox.put(receipt(String(index)));
    expect(lost).toEqual([[1, "inbox_full"]]);
    await inbox.close(1);
  });
});
