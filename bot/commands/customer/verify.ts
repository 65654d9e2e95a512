import { maskSecrets } from "../../../domain/content/secrets/mask-secrets.ts";
import {
  type Account,
  accountOf,
  listAccounts,
  unverifyAccount,
  verifyAccount,
} from "../../../domain/customers/verify-account.ts";
import type { Language } from "../../../domain/language/language.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { WhichCustomer } from "../../customers/which-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { toChangeByWords } from "./may-change.ts";
import { readWhy } from "./read-why.ts";

/** `/customer verify HOW`: somebody of the staff knows that the account which writes here is the client's. */
export const verifyCustomer: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const which = await toChangeByWords(context, args, { permission: "customer.verify", by: "customer verify" });
  const how = readWhy(which.rest || (which.reason ?? ""), {
    en: "Say how you know: /customer verify called back on the number on file",
    zh: "请说明核实方式：/customer verify 已回拨登记电话确认",
  });
  const account = await accountMeant(scope, which);
  const word = { how: maskSecrets(how), by: { userId: staff.userId }, at: deps.clock.now() };
  await verifyAccount(scope, which.customer.id, account, word);
  const told: Record<Language, string> = {
    en: `${which.customer.name}: this ${account.platform} account counts as theirs. What is on file about them may be used here.`,
    zh: `${which.customer.name}：此 ${account.platform} 账号已核实为客户本人，登记信息可在此使用。`,
  };
  return plainText(told[language]);
};

/** `/customer unverify WHY`: the account is a stranger's again. */
export const unverifyCustomer: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const which = await toChangeByWords(context, args, { permission: "customer.verify", by: "customer unverify" });
  const reason = readWhy(which.rest || (which.reason ?? ""), {
    en: "Say why: /customer unverify the phone was stolen",
    zh: "请说明原因：/customer unverify 手机被盗",
  });
  const account = await accountMeant(scope, which);
  if (account.verified_at === null) {
    return refuse("not_verified", { en: "This account was not verified.", zh: "此账号尚未核实。" });
  }
  const word = { how: maskSecrets(reason), by: { userId: staff.userId }, at: deps.clock.now() };
  await unverifyAccount(scope, which.customer.id, account, word);
  const told: Record<Language, string> = {
    en: `${which.customer.name}: this ${account.platform} account counts as nobody's now. Nothing on file is used here.`,
    zh: `${which.customer.name}：此 ${account.platform} 账号已取消核实，登记信息不再在此使用。`,
  };
  return plainText(told[language]);
};

/** The account of the conversation, or the only one of who was named by code. */
async function accountMeant(scope: OrgScope, { customer, conversation }: WhichCustomer): Promise<Account> {
  if (conversation?.isGroup) {
    return refuse("verify_group", {
      en: "Others read along in a group: verify the account in a private conversation.",
      zh: "群聊中有其他人：请在私聊会话中核实账号。",
    });
  }
  if (conversation) return (await accountOf(scope, conversation.id)) ?? refuseNone(customer.customerCode);
  const [account, ...others] = await listAccounts(scope, customer.id);
  if (!account) return refuseNone(customer.customerCode);
  if (others.length === 0) return account;
  return refuse("verify_which", {
    en: `${customer.customerCode} has several accounts. Name a conversation with the one that you mean: /customer verify C1042 HOW`,
    zh: `${customer.customerCode} 有多个账号。请用其会话编号指明：/customer verify C1042 方式`,
  });
}

function refuseNone(code: string): never {
  return refuse("verify_none", { en: `${code} has no chat account.`, zh: `${code} 没有聊天账号。` });
}
