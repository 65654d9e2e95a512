import { setReferrer } from "../../../domain/customers/set-referrer.ts";
import { whichCustomer } from "../../customers/which-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { toChange } from "./may-change.ts";

/** `/customer referrer CUST_00042`: who brought this customer. */
export const referrer: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  // The last code is the referrer's: what stands before it names the customer.
  const [, before = "", code = ""] = /^([\s\S]*?)(cust_\d{1,15})\s*$/iu.exec(args) ?? refuseCode();
  const { customer, rest } = await toChange(context, before, {
    permission: "customer.change",
    by: "customer referrer",
  });
  if (rest !== "") return refuseCode();
  const who = await whichCustomer(context, code);
  const change = await setReferrer(scope, customer.id, who.id, {
    by: { userId: staff.userId },
    at: deps.clock.now(),
  });
  if (change === "circle") return refuseCircle(who.customerCode);
  const same = change === "set" ? "" : { en: " (no change)", zh: "（无变化）" }[language];
  const told = { en: "brought by", zh: "推荐人：" }[language];
  return plainText(`${customer.name}: ${told} ${who.customerCode}${same}`);
};

function refuseCode(): never {
  return refuse("referrer", {
    en: "Name who brought them by code: /customer referrer CUST_00042",
    zh: "请用编号写明推荐人：/customer 推荐人 CUST_00042",
  });
}

function refuseCircle(code: string): never {
  return refuse("referrer_circle", {
    en: `${code} cannot have brought them: it is they themselves, or somebody whom they brought.`,
    zh: `${code} 不能是推荐人：是客户本人，或由该客户推荐而来。`,
  });
}
