import type { Database } from "../../infra/db/connect.ts";
import type { TelegramEmulator } from "../telegram/index.ts";
import type { EmulatedWecom } from "../wecom/index.ts";
import type { Chats } from "./chats.ts";
import { type CustomerView, readConversationOf, telegramView, wechatView } from "./customer-view.ts";
import type { Turn } from "./describe-turn.ts";
import type { Watched } from "./feed.ts";
import { type EarlierMessage, readEarlierMessages, readKnownPeople } from "./read-history.ts";
import type { WhichTurn } from "./read-turn.ts";
import { createTelegramChats } from "./telegram-chats.ts";
import { createWechatChats } from "./wechat-chats.ts";

/** Where the visitor can be a customer. */
export type CustomerPlatform = "telegram" | "wechat";

export interface Customers {
  chats: Record<CustomerPlatform, Chats>;
  /** A customer's chat. @throws NotFoundError when nobody has this id. */
  view(platform: CustomerPlatform, id: string): Promise<CustomerView & { earlier: EarlierMessage[] }>;
  /** The same chat as the product's rows name it. @throws NotFoundError */
  watched(platform: CustomerPlatform, id: string): NonNullable<Watched>;
}

interface CustomersDeps {
  db: Database;
  orgId: string;
  telegram: { emulator: TelegramEmulator; channelId: string };
  wecom: { emulator: EmulatedWecom; channelId: string; openKfId: string };
  idsFrom: number;
  /** What was said before it is read from the rows: the emulators know nothing of it. */
  startedAt: Date;
  lookAt(which: WhichTurn): Promise<Turn | null>;
}

/** Everybody who is or was a customer on the emulated platforms. */
export async function createCustomers(deps: CustomersDeps): Promise<Customers> {
  const { db, orgId, telegram, wecom, idsFrom } = deps;
  const chats = {
    telegram: createTelegramChats(telegram.emulator, idsFrom),
    wechat: createWechatChats(wecom.emulator, wecom.openKfId, idsFrom),
  };
  const channels = { telegram: telegram.channelId, wechat: wecom.channelId };
  for (const platform of ["telegram", "wechat"] as const) {
    const known = await readKnownPeople(db, { orgId, channelId: channels[platform] });
    for (const person of known) chats[platform].restore(person);
  }
  const watched: Customers["watched"] = (platform, id) => {
    chats[platform].find(id);
    const chat = platform === "telegram" ? id : `kf:${wecom.openKfId}:${id}`;
    return { channelId: channels[platform], chat };
  };
  return {
    chats,
    watched,
    view: async (platform, id) => {
      const chat = chats[platform].find(id);
      const place = watched(platform, id);
      const channel = { orgId, channelId: place.channelId };
      const [earlier, turn, conversation] = await Promise.all([
        readEarlierMessages(db, channel, place.chat, deps.startedAt),
        deps.lookAt(place),
        readConversationOf(db, orgId, place),
      ]);
      const now =
        platform === "telegram"
          ? telegramView(telegram.emulator, chat, turn)
          : wechatView(wecom.emulator, wecom.openKfId, chat, turn);
      return { ...now, earlier, conversation };
    },
  };
}
