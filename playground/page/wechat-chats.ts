import type { EmulatedWecom } from "../wecom/index.ts";
import { type Chats, createChats } from "./chats.ts";

/** WeChat customers of the 微信客服 account. Who is new enters the session, as by a tap on the account's link. */
export function createWechatChats(emulator: EmulatedWecom, openKfId: string, idsFrom: number): Chats {
  return createChats({
    idOf: (count) => `wmDemoCustomer${(idsFrom + count).toString(36)}`,
    join: (externalUserId, { name, isNew }) => {
      emulator.customers.add(externalUserId, name);
      if (isNew) emulator.customers.enters({ openKfId, externalUserId });
    },
  });
}
