import { z } from "zod";
import type { Pulled, PullHint } from "../../bot/ports/adapter.ts";
import type { WecomApi } from "./api.ts";
import { kfReceipt } from "./kf-receipt.ts";
import { readAnswer } from "./read-answer.ts";

/** Most items that one call gives (接收消息和事件, path 94670). */
const PAGE = 1000;
/** AMR, which WeCom's own clients use; 1 would be SILK. */
const AMR = 0;
/** The bell's token lives ten minutes; without it the call works, only less often. */
const BAD_BELL_TOKEN = 95007;
/** 获取客服账号列表 (path 94661). */
const ACCOUNT_PAGE = 100;
const MAX_ACCOUNTS = 5000;
/** 全局错误码 (path 90313): the app may not use 微信客服, or the corporation does not use it. Then there is nothing to pull. */
const NO_KF = new Set([48002, 95011]);

const Page = z.object({
  next_cursor: z.string().optional(),
  has_more: z.number().optional(),
  msg_list: z.array(z.unknown()).default([]),
});

const Accounts = z.object({
  account_list: z
    .array(z.looseObject({ open_kfid: z.string().min(1).max(128), manage_privilege: z.boolean().optional() }))
    .default([]),
});

/**
 * One page of what came to a 微信客服 account after `cursor`; without one, of the last three days. An empty page may be
 * followed by full ones. Throws DeliveryError.
 */
export async function pull(api: WecomApi, hint: PullHint, cursor: string | null): Promise<Pulled> {
  const page = await syncMessages(api, hint, cursor ?? "");
  const next = page.next_cursor || cursor || "";
  const receipts = page.msg_list.map((item) => kfReceipt(hint.name, item));
  // A page that brings nothing and does not move would be asked for for ever.
  const moved = receipts.length > 0 || next !== (cursor ?? "");
  return { receipts, cursor: next, more: page.has_more === 1 && moved };
}

async function syncMessages(api: WecomApi, hint: PullHint, cursor: string): Promise<z.infer<typeof Page>> {
  const body = { open_kfid: hint.name, limit: PAGE, voice_format: AMR, ...(cursor ? { cursor } : {}) };
  if (hint.token) {
    const answer = await api.ask("kf/sync_msg", { ...body, token: hint.token }, "none");
    if (answer.errcode !== BAD_BELL_TOKEN) return readAnswer(answer, Page, "kf/sync_msg");
  }
  return api.call("kf/sync_msg", body, Page);
}

/** Every 微信客服 account that the app may read: a lost bell then only costs time. */
export async function pullHints(api: WecomApi): Promise<PullHint[]> {
  const hints: PullHint[] = [];
  for (let offset = 0; offset < MAX_ACCOUNTS; offset += ACCOUNT_PAGE) {
    const answer = await api.ask("kf/account/list", { offset, limit: ACCOUNT_PAGE }, "none");
    if (NO_KF.has(answer.errcode)) return hints;
    const accounts = readAnswer(answer, Accounts, "kf/account/list").account_list;
    const ours = accounts.filter((account) => account.manage_privilege !== false);
    hints.push(...ours.map((account) => ({ name: account.open_kfid })));
    if (accounts.length < ACCOUNT_PAGE) break;
  }
  return hints;
}
