import type { WecomAccount } from "./account.ts";
import { xmlOf } from "./callbacks.ts";
import type { Welcomes } from "./kf-api.ts";
import type { KfSync } from "./kf-sync.ts";
import { keepMedia } from "./media-api.ts";
import { type ShownMessage, shownMessage } from "./shown-message.ts";
import { accountOf, kfChatOf, type Media, type SyncItem, sessionOf, type World } from "./world.ts";

/** 发送欢迎语等事件响应消息 (path 95122). */
const WELCOME_MS = 20_000;
const WELCOME_AGAIN_MS = 48 * 3_600_000;

/** A customer at a 微信客服 account. */
export interface AtDesk {
  openKfId: string;
  externalUserId: string;
}

/** What WeChat customers and receptionists do. Each act is an item of `sync_msg` and a bell. */
export interface CustomerActs {
  addAccount(account: { openKfId: string; name: string; isManaged?: boolean }): void;
  add(externalUserId: string, nickname: string): void;
  /** Opens the session; gives the welcome code where WeCom hands one out. */
  enters(at: AtDesk, source?: { scene?: string; sceneParam?: string }): string | undefined;
  /** Gives the `msgid`. */
  writes(at: AtDesk, text: string): string;
  /** Many messages at once, and one bell. */
  writesMany(at: AtDesk, texts: string[]): void;
  sendsMedia(at: AtDesk, kind: "image" | "voice" | "video" | "file", media: Media): string;
  /** Something that has no file: a place, a card (`location`, `business_card`, `miniprogram`, …). */
  sendsCard(at: AtDesk, msgtype: string, content: object): string;
  presses(at: AtDesk, button: { id: string; label: string }): string;
  recalls(at: AtDesk, msgid: string): void;
  /** WeCom takes back a message of ours that it had accepted (`fail_type` 4, 5, 6, 10, …). */
  refuses(at: AtDesk, msgid: string, failType: number): void;
  /** The session waits in the pool for a receptionist: WeCom tells nobody of that. */
  waitsInPool(at: AtDesk): void;
  /** The session ends, and what tells of it is lost on its way. */
  endsUnheard(at: AtDesk): void;
  /** A receptionist takes the session over in the WeCom client, hands it on, writes, and ends it. */
  receptionistTakes(at: AtDesk, userId: string): void;
  receptionistHandsOn(at: AtDesk, from: string, to: string): void;
  receptionistWrites(at: AtDesk, userId: string, text: string): string;
  receptionistEnds(at: AtDesk, userId: string): void;
  /** Adds an item as it is, with its bell. */
  put(openKfId: string, item: SyncItem): void;
}

export function createCustomerActs(
  account: WecomAccount,
  world: World,
  sync: KfSync,
  welcomes: Welcomes,
  post: (xml: string) => void,
): CustomerActs {
  const seconds = () => Math.floor(world.now() / 1000);
  const newItem = () => ({ msgid: `${world.nextNumber().toString(36)}kfitem`, send_time: seconds() });

  const ring = (openKfId: string) =>
    post(
      xmlOf({
        ToUserName: account.corpId,
        CreateTime: seconds(),
        MsgType: "event",
        Event: "kf_msg_or_event",
        Token: sync.newBellToken(),
        OpenKfId: openKfId,
      }),
    );
  const add = (openKfId: string, item: SyncItem) => accountOf(world, openKfId).items.push(item);
  const put = (openKfId: string, item: SyncItem) => {
    add(openKfId, item);
    ring(openKfId);
  };

  const said = (at: AtDesk, fields: Record<string, unknown>, shown: Partial<ShownMessage>): SyncItem => {
    const session = sessionOf(world, at.openKfId, at.externalUserId);
    session.lastCustomerAt = world.now();
    session.replies = 0;
    if (session.state === 4) session.state = 0;
    const item = { ...newItem(), ...ids(at), origin: 3, ...fields };
    show(at, "customer", item.msgid, shown);
    return item;
  };
  const show = (at: AtDesk, from: ShownMessage["from"], id: string, shown: Partial<ShownMessage>) =>
    world.show(kfChatOf(at.openKfId, at.externalUserId), shownMessage({ id, from, at: world.now(), ...shown }));
  const event = (at: AtDesk, event_type: string, fields: object) =>
    put(at.openKfId, {
      ...newItem(),
      origin: 4,
      msgtype: "event",
      event: { event_type, ...ids(at), ...fields },
    });
  const say = (at: AtDesk, fields: Record<string, unknown>, shown: Partial<ShownMessage>): string => {
    const item = said(at, fields, shown);
    put(at.openKfId, item);
    return item.msgid;
  };

  return {
    put,
    addAccount: ({ openKfId, name, isManaged = true }) => {
      world.accounts.set(openKfId, { openKfId, name, isManaged, items: [], usedMsgids: new Set() });
    },
    add: (externalUserId, nickname) => {
      world.customers.set(externalUserId, { externalUserId, nickname });
    },
    enters: (at, { scene, sceneParam } = {}) => {
      const session = sessionOf(world, at.openKfId, at.externalUserId);
      const recently = Math.max(session.welcomedAt ?? 0, session.lastCustomerAt ?? 0) > world.now() - WELCOME_AGAIN_MS;
      const welcome_code = recently ? undefined : `welcome-${world.nextNumber()}`;
      if (welcome_code) welcomes.set(welcome_code, { session, until: world.now() + WELCOME_MS });
      event(at, "enter_session", {
        ...(scene ? { scene } : {}),
        ...(sceneParam ? { scene_param: sceneParam } : {}),
        ...(welcome_code ? { welcome_code } : {}),
      });
      return welcome_code;
    },
    writes: (at, content) => say(at, { msgtype: "text", text: { content } }, { text: content }),
    writesMany: (at, texts) => {
      for (const content of texts) {
        add(at.openKfId, said(at, { msgtype: "text", text: { content } }, { text: content }));
      }
      ring(at.openKfId);
    },
    sendsMedia: (at, kind, media) => {
      const content = { media_id: keepMedia(world, media) };
      return say(at, { msgtype: kind, [kind]: content }, { files: [media.name] });
    },
    sendsCard: (at, msgtype, content) => say(at, { msgtype, [msgtype]: content }, { text: `[${msgtype}]` }),
    presses: (at, { id, label }) =>
      say(at, { msgtype: "text", text: { content: label, menu_id: id } }, { text: label }),
    recalls: (at, msgid) => {
      markDeleted(world, at, msgid);
      event(at, "user_recall_msg", { recall_msgid: msgid });
    },
    refuses: (at, msgid, failType) => {
      markDeleted(world, at, msgid);
      event(at, "msg_send_fail", { fail_msgid: msgid, fail_type: failType });
    },
    waitsInPool: (at) => {
      sessionOf(world, at.openKfId, at.externalUserId).state = 2;
    },
    endsUnheard: (at) => {
      sessionOf(world, at.openKfId, at.externalUserId).state = 4;
    },
    receptionistHandsOn: (at, from, to) => {
      sessionOf(world, at.openKfId, at.externalUserId).servicer = to;
      event(at, "session_status_change", { change_type: 2, old_servicer_userid: from, new_servicer_userid: to });
    },
    receptionistTakes: (at, userId) => {
      const session = sessionOf(world, at.openKfId, at.externalUserId);
      session.state = 3;
      session.servicer = userId;
      event(at, "session_status_change", { change_type: 1, new_servicer_userid: userId });
    },
    receptionistWrites: (at, servicer_userid, content) => {
      const item = { ...newItem(), ...ids(at), origin: 5, servicer_userid, msgtype: "text", text: { content } };
      show(at, "receptionist", item.msgid, { text: content });
      put(at.openKfId, item);
      return item.msgid;
    },
    receptionistEnds: (at, userId) => {
      sessionOf(world, at.openKfId, at.externalUserId).state = 4;
      event(at, "session_status_change", { change_type: 3, old_servicer_userid: userId });
    },
  };
}

const ids = ({ openKfId, externalUserId }: AtDesk) => ({ open_kfid: openKfId, external_userid: externalUserId });

function markDeleted(world: World, { openKfId, externalUserId }: AtDesk, msgid: string): void {
  const chat = kfChatOf(openKfId, externalUserId);
  const message = (world.chats.get(chat) ?? []).find((entry) => entry.id === msgid);
  if (!message) return;
  message.deleted = true;
  world.touched(chat);
}
