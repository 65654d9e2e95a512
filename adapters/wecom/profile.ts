import { z } from "zod";
import type { PersonProfile } from "../../bot/ports/adapter.ts";
import type { WecomApi } from "./api.ts";
import { readAnswer } from "./read-answer.ts";

/** 读取成员 (path 90196) `status` of a member who uses WeCom; 2 is disabled, 4 not activated, 5 has left. */
const ACTIVE = 1;
/** 全局错误码 (path 90313): no such member, or none that the app may see. */
const NO_MEMBER = new Set([40003, 60011, 60111]);
/** No such customer. */
const NO_CUSTOMER = new Set([40096, 84061]);

const Member = z.looseObject({
  name: z.string().optional(),
  avatar: z.string().optional(),
  email: z.string().optional(),
  biz_mail: z.string().optional(),
  status: z.number().optional(),
});

const Customers = z.object({
  customer_list: z
    .array(
      z.looseObject({
        external_userid: z.string(),
        nickname: z.string().optional(),
        avatar: z.string().optional(),
      }),
    )
    .default([]),
});

/**
 * What WeCom tells about a person. Apps made after June 2022 get no e-mail of members (读取成员, path 96255).
 * Customers are told from members by the form of their ids: `wm` or `wo` and 30 more, in mixed case.
 */
export function profile(api: WecomApi, personId: string): Promise<PersonProfile | null> {
  return /^w[mo](?=.*[A-Z])[\w-]{20,}$/.test(personId) ? customerProfile(api, personId) : memberProfile(api, personId);
}

async function customerProfile(api: WecomApi, personId: string): Promise<PersonProfile | null> {
  const answer = await api.ask("kf/customer/batchget", { external_userid_list: [personId] }, "none");
  if (NO_CUSTOMER.has(answer.errcode)) return null;
  const customers = readAnswer(answer, Customers, "kf/customer/batchget");
  const customer = customers.customer_list.find((entry) => entry.external_userid === personId);
  return customer ? { ...shown(customer.nickname, customer.avatar), isFullMember: false } : null;
}

async function memberProfile(api: WecomApi, userid: string): Promise<PersonProfile | null> {
  const answer = await api.askGet("user/get", { userid });
  if (NO_MEMBER.has(answer.errcode)) return null;
  const member = readAnswer(answer, Member, "user/get");
  const email = member.biz_mail || member.email;
  return {
    ...shown(member.name, member.avatar),
    ...(email ? { email } : {}),
    isFullMember: member.status === undefined || member.status === ACTIVE,
  };
}

const shown = (displayName: string | undefined, avatarUrl: string | undefined) => ({
  ...(displayName ? { displayName } : {}),
  ...(avatarUrl ? { avatarUrl } : {}),
});
