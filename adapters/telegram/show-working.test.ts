import { afterEach, beforeEach, expect, it } from "vitest";
import { openTelegramChannel, type TelegramChannel } from "../../tests/support/telegram-channel.ts";

const annId = 5_000_000_101;
const deskId = -1_001_000_000_888;
let channel: TelegramChannel;

beforeEach(async () => {
  channel = await openTelegramChannel();
  channel.emulator.addPerson({ id: annId, firstName: "Ann" });
  channel.emulator.addGroup({ id: deskId, title: "Desk", isForum: true, members: [annId] });
});
afterEach(() => channel.close());

const calls = () => {
  const seen: { method: string; params: Record<string, unknown> }[] = [];
  channel.emulator.onCall(({ method, params }) => void seen.push({ method, params }));
  return seen;
};

it("shows that the bot is typing, in the topic where one is named, and leaves no message", async () => {
  channel.emulator.post(annId, annId, "hello");
  const seen = calls();
  await channel.adapter.showWorking?.({ chatId: String(annId) }, "is writing…");
  const topic = channel.emulator.openTopic(annId, deskId, "Lunch");
  await channel.adapter.showWorking?.({ chatId: String(deskId), threadId: String(topic) }, "is writing…");
  expect(seen.map(({ params }) => [params["chat_id"], params["message_thread_id"], params["action"]])).toEqual([
    [annId, undefined, "typing"],
    [deskId, topic, "typing"],
  ]);
  expect(channel.emulator.messages(annId).filter(({ message }) => message.from?.is_bot)).toEqual([]);
});

it("asks for nothing when it is over: Telegram forgets it", async () => {
  const seen = calls();
  await channel.adapter.showWorking?.({ chatId: String(annId) }, null);
  expect(seen).toEqual([]);
});

it("says why it is not shown", async () => {
  await expect(channel.adapter.showWorking?.({ chatId: "4711" }, "is writing…")).rejects.toMatchObject({
    name: "DeliveryError",
  });
});
