import { afterEach, beforeEach, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;
beforeEach(async () => {
  emulator = await startSlackEmulator();
});
afterEach(() => emulator.close());

it("shows under a thread what the app does and takes it away, and leaves no message", async () => {
  const ann = emulator.workspace.addUser({ name: "ann" });
  const channel = emulator.workspace.addChannel({ name: "help", members: [ann.id, emulator.workspace.bot.userId] });
  const ts = emulator.workspace.nextTs();
  channel.messages.push({ ts, user: ann.id, text: "hello", blocks: [], files: [], deleted: false });
  const adapter = createSlackAdapter(emulator);
  const seen: (string | undefined)[][] = [];
  emulator.onCall(({ method, args }) => void seen.push([method, args["thread_ts"], args["status"]]));
  await adapter.showWorking?.({ chatId: channel.id, threadId: ts }, "is writing…");
  await adapter.showWorking?.({ chatId: channel.id, threadId: ts }, null);
  expect(seen).toEqual([
    ["assistant.threads.setStatus", ts, "is writing…"],
    ["assistant.threads.setStatus", ts, ""],
  ]);
  expect(channel.messages).toHaveLength(1);
  await expect(adapter.showWorking?.({ chatId: channel.id, threadId: "1.1" }, "is writing…")).rejects.toMatchObject({
    name: "DeliveryError",
  });
});

it("shows nothing in a direct message, which has no thread", async () => {
  const ann = emulator.workspace.addUser({ name: "ann" });
  const seen: string[] = [];
  emulator.onCall(({ method }) => void seen.push(method));
  await createSlackAdapter(emulator).showWorking?.({ chatId: ann.id }, "is writing…");
  expect(seen).toEqual([]);
});
