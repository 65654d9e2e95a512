import { z } from "zod";
import { maskSecrets } from "../../../../domain/content/secrets/mask-secrets.ts";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import {
  type Account,
  findAccount,
  unverifyAccount,
  verifyAccount,
  type Word,
} from "../../../../domain/customers/verify-account.ts";
import type { OrgScope } from "../../../../infra/db/organization-scope.ts";
import { defineRoute, reply } from "../api-route.ts";
import { ChatAccount, showChatAccount } from "../customer-shape.ts";
import { CustomerRef, line, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError } from "../problem.ts";

const Verification = z
  .strictObject({
    verified: z.boolean().describe("False: it counts as nobody's again"),
    how: line(300).describe("How you know that it is the client's, or why it is no longer taken for theirs"),
  })
  .meta({ id: "Verification" });

export const putVerification = defineRoute({
  method: "put",
  path: "/customers/{code}/chat-accounts/{account}/verification",
  operationId: "verifyChatAccount",
  summary: "Says whether a chat account is the client's",
  description:
    "Only in the private chat of a verified account is anything said by machine of what is on file about the client; a withdrawal that waits is acknowledged there at once. The same again changes nothing.",
  permission: "customer.verify",
  params: z.object({ code: CustomerRef, account: z.uuid().describe("Its `id` among the customer's `chatAccounts`") }),
  query: none,
  body: Verification,
  responses: { 200: { description: "The account as it counts now", schema: ChatAccount } },
  handle: async ({ scope, deps, key, params, body }) => {
    const customerId = await requireCustomer(scope, params.code);
    await lockCustomer(scope, customerId);
    const account = await requireAccount(scope, customerId, params.account);
    const word = { how: maskSecrets(body.how), by: { keyId: key.id }, at: deps.clock.now() };
    await say(scope, customerId, account, { ...word, verified: body.verified });
    const now = await requireAccount(scope, customerId, params.account);
    return reply(200, showChatAccount(now), { type: "customer", id: customerId });
  },
});

/** Keeps what is said of an account where it is another thing than what is known of it. */
async function say(
  scope: OrgScope,
  customerId: string,
  account: Account,
  { verified, ...word }: Word & { verified: boolean },
): Promise<void> {
  const isVerified = account.verified_at !== null;
  if (verified && !(isVerified && account.verified_how === word.how)) {
    await verifyAccount(scope, customerId, account, word);
  }
  if (!verified && isVerified) await unverifyAccount(scope, customerId, account, word);
}

async function requireAccount(scope: OrgScope, customerId: string, id: string): Promise<Account> {
  const account = await findAccount(scope, customerId, id);
  if (!account) throw new ApiError("not-found", { detail: `The customer has no chat account ${id}` });
  return account;
}
