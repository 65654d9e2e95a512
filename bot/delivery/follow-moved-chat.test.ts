import { expect, it } from "vitest";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";
import { followMovedChat } from "./follow-moved-chat.ts";

const reached = new Error("the database was asked");
const db = { system: { transaction: () => Promise.reject(reached) } } as never;
const clock = { now: () => new Date(0) };

function follow(moved: Record<string, string>, to: unknown) {
  const channel = { movedChats: new Map(Object.entries(moved)) } as unknown as LiveChannel;
  const delivery = { target: { chatId: "A" }, ofSent: null } as unknown as ClaimedDelivery;
  const failure = new DeliveryError("rejected", "it moved", { fault: "chat_moved", details: { newChatId: to } });
  return followMovedChat({ db, clock }, channel, delivery, failure);
}

it.each([
  ["is the chat itself", {}, "A"],
  ["has moved back", { B: "A" }, "B"],
  ["leads back by way of others", { B: "C", C: "A" }, "B"],
  ["is not named", {}, undefined],
])("does not follow a chat whose new id %s", async (_, moved, to) => {
  expect(await follow(moved, to)).toBe(false);
});

it.each([
  ["for the first time", {}],
  ["that has moved on since", { B: "C" }],
  ["where others go round without it", { B: "C", C: "B" }],
])("follows a chat %s", async (_, moved) => {
  await expect(follow(moved, "B")).rejects.toBe(reached);
});
