import type { WecomAccount } from "./account.ts";
import { type XmlFields, xmlOf } from "./callbacks.ts";
import type { Cards } from "./cards.ts";
import { keepMedia } from "./media-api.ts";
import { shownMessage } from "./shown-message.ts";
import { appChatOf, type Media, type World } from "./world.ts";

/** The vendor's own example: above 2^53, so that a number would lose its end (消息格式, path 90239). */
const FIRST_MSG_ID = 4_561_255_354_251_345_929n;

/** What members of the corporation do in the app. Each act ends in a callback. */
export interface MemberActs {
  add(userId: string, about: { name: string; email?: string; status?: number }): void;
  /** Gives the `MsgId`. */
  writes(userId: string, text: string): string;
  sendsImage(userId: string, media: Media): string;
  sendsVoice(userId: string, media: Media): string;
  sendsLocation(userId: string, place: { latitude: number; longitude: number; label: string }): string;
  opensApp(userId: string): void;
  picksMenu(userId: string, key: string): void;
  /** Is deleted from the corporation's address book, of which the contacts assistant's callback tells. */
  leaves(userId: string): void;
  /** Presses a button of a card in their chat. */
  presses(userId: string, messageId: string, buttonId: string): void;
}

export function createMemberActs(
  account: WecomAccount,
  world: World,
  cards: Cards,
  post: (xml: string) => void,
): MemberActs {
  const envelope = (userId: string): XmlFields => ({
    ToUserName: account.corpId,
    FromUserName: userId,
    CreateTime: Math.floor(world.now() / 1000),
  });
  const agent = { AgentID: BigInt(account.agentId) };

  const message = (userId: string, type: string, fields: XmlFields, shown: { text?: string; files?: string[] }) => {
    const MsgId = FIRST_MSG_ID + BigInt(world.nextNumber());
    world.show(appChatOf(userId), shownMessage({ id: String(MsgId), from: "member", at: world.now(), ...shown }));
    post(xmlOf({ ...envelope(userId), MsgType: type, ...fields, MsgId, ...agent }));
    return String(MsgId);
  };
  const event = (userId: string, name: string, fields: XmlFields) =>
    post(xmlOf({ ...envelope(userId), MsgType: "event", Event: name, ...fields, ...agent }));

  return {
    add: (userId, { name, email, status = 1 }) => {
      world.members.set(userId.toLowerCase(), { userId, name, status, ...(email ? { email } : {}) });
    },
    writes: (userId, text) => message(userId, "text", { Content: text }, { text }),
    sendsImage: (userId, media) => {
      const MediaId = keepMedia(world, media);
      const PicUrl = `https://wework.example.test/pic/${MediaId}`;
      return message(userId, "image", { PicUrl, MediaId }, { files: [media.name] });
    },
    sendsVoice: (userId, media) =>
      message(userId, "voice", { MediaId: keepMedia(world, media), Format: "amr" }, { files: [media.name] }),
    sendsLocation: (userId, { latitude, longitude, label }) => {
      const fields = { Location_X: latitude, Location_Y: longitude, Scale: 16, Label: label, AppType: "wxwork" };
      return message(userId, "location", fields, { text: label });
    },
    opensApp: (userId) => event(userId, "enter_agent", { EventKey: "" }),
    leaves: (userId) => {
      world.members.delete(userId.toLowerCase());
      const fields = { MsgType: "event", Event: "change_contact", ChangeType: "delete_user", UserID: userId };
      post(xmlOf({ ...envelope("sys"), ...fields }));
    },
    picksMenu: (userId, key) => event(userId, "click", { EventKey: key }),
    presses: (userId, messageId, buttonId) => {
      const card = world.chats.get(appChatOf(userId))?.find(({ id }) => id === messageId);
      if (!card?.buttons.some(({ id }) => id === buttonId)) {
        throw new Error(`${userId} sees no button ${buttonId} under ${messageId}`);
      }
      const fields = {
        EventKey: buttonId,
        TaskId: cards.taskIdOf(messageId),
        CardType: "button_interaction",
        ResponseCode: cards.newCode(messageId),
      };
      event(userId, "template_card_event", fields);
    },
  };
}
