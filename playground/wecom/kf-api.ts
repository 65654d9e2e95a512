import { z } from "zod";
import { type ApiRoutes, bodyOf, ok } from "./api-call.ts";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import { type KfRules, readKfMessage, refuseOutsideWindow } from "./kf-rules.ts";
import type { KfSync } from "./kf-sync.ts";
import { accountOf, kfChatOf, type Session, sessionOf, type World } from "./world.ts";

const SessionBody = z.object({ open_kfid: z.string(), external_userid: z.string() });
const SendBody = z.looseObject({ touser: z.string(), open_kfid: z.string() });
const WelcomeBody = z.looseObject({ code: z.string() });
const TransBody = SessionBody.extend({ service_state: z.number(), servicer_userid: z.string().optional() });

/** The flow chart of 分配客服会话 (path 94669): from a state to those that the interface may set. */
const TRANSITIONS: Record<number, number[]> = { 0: [1, 2, 3], 1: [2, 3, 4], 2: [3], 3: [3, 4], 4: [] };

/** The interfaces of 微信客服. `welcomes` maps a welcome code to the session it greets, and until when. */
export function kfRoutes(world: World, sync: KfSync, rules: KfRules, welcomes: Welcomes): ApiRoutes {
  return {
    "kf/account/list": (call) => {
      const { offset, limit } = bodyOf(call, z.object({ offset: z.number().min(0), limit: z.number().max(100) }));
      const account_list = [...world.accounts.values()].slice(offset, offset + limit).map((account) => ({
        open_kfid: account.openKfId,
        name: account.name,
        avatar: "",
        manage_privilege: account.isManaged,
      }));
      return ok({ account_list });
    },
    "kf/sync_msg": (call) => ok(sync.page(call)),
    "kf/send_msg": (call) => {
      const body = bodyOf(call, SendBody);
      const session = knownSession(world, body.open_kfid, body.touser);
      const account = accountOf(world, body.open_kfid);
      const message = readKfMessage(world, account, body);
      refuseOutsideWindow(world, session, rules);
      account.usedMsgids.add(message.id);
      session.replies += 1;
      world.show(kfChatOf(session.openKfId, session.externalUserId), message);
      return ok({ msgid: message.id });
    },
    "kf/send_msg_on_event": (call) => {
      const body = bodyOf(call, WelcomeBody);
      const welcome = welcomes.get(body.code);
      if (!welcome || welcome.until < world.now()) throw new WecomRefusal(errcodes.usedCode);
      const { session } = welcome;
      const account = accountOf(world, session.openKfId);
      const message = readKfMessage(world, account, body);
      account.usedMsgids.add(message.id);
      welcomes.delete(body.code);
      session.welcomedAt = world.now();
      world.show(kfChatOf(session.openKfId, session.externalUserId), message);
      return ok({ msgid: message.id });
    },
    "kf/service_state/get": (call) => {
      const body = bodyOf(call, SessionBody);
      const { state, servicer } = knownSession(world, body.open_kfid, body.external_userid);
      return ok({ service_state: state, servicer_userid: state === 3 ? servicer : "" });
    },
    "kf/service_state/trans": (call) => {
      const body = bodyOf(call, TransBody);
      const session = knownSession(world, body.open_kfid, body.external_userid);
      if (!TRANSITIONS[session.state]?.includes(body.service_state)) throw new WecomRefusal(errcodes.invalidTransition);
      if (body.service_state === 3 && !world.members.has((body.servicer_userid ?? "").toLowerCase())) {
        throw new WecomRefusal(errcodes.invalidParameter);
      }
      session.state = body.service_state;
      session.servicer = body.service_state === 3 ? (body.servicer_userid ?? "") : "";
      return ok();
    },
    "kf/customer/batchget": (call) => {
      const { external_userid_list: ids } = bodyOf(
        call,
        z.object({ external_userid_list: z.array(z.string()).min(1).max(100) }),
      );
      const found = ids.flatMap((id) => world.customers.get(id) ?? []);
      return ok({
        customer_list: found.map(({ externalUserId, nickname }) => ({
          external_userid: externalUserId,
          nickname,
          avatar: `https://wx.example.test/avatar/${externalUserId}.png`,
          gender: 0,
        })),
        invalid_external_userid: ids.filter((id) => !world.customers.has(id)),
      });
    },
  };
}

export type Welcomes = Map<string, { session: Session; until: number }>;

function knownSession(world: World, openKfId: string, externalUserId: string): Session {
  accountOf(world, openKfId);
  if (!world.customers.has(externalUserId)) throw new WecomRefusal(errcodes.noCustomer);
  return sessionOf(world, openKfId, externalUserId);
}
