import { z } from "zod";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { addTag, listCustomerTags, removeTag } from "../../../../domain/customers/tag-customer.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { refuseByRule } from "../refuse-by-rule.ts";
import { showTags, TagName, Tags } from "../tag-shape.ts";

const shared = {
  path: "/customers/{code}/tags/{tag}",
  permission: "customer.change",
  params: z.object({ code: CustomerRef, tag: TagName }),
  query: none,
  body: null,
  responses: { 200: { description: "The tags that they have now", schema: Tags } },
  rules: { "tag.system": "The tag is the system's" },
} as const;

export const putCustomerTag = defineRoute({
  ...shared,
  method: "put",
  operationId: "addCustomerTag",
  summary: "Puts a tag on a customer",
  description: "A tag that there is not is made. The same again changes nothing.",
  handle: async ({ scope, key, params }) => {
    const customer = await lockCustomer(scope, await requireCustomer(scope, params.code));
    const change = await addTag(scope, customer, params.tag, { keyId: key.id });
    if (change === "kept") refuseSystemTag(params.tag);
    return reply(200, showTags(await listCustomerTags(scope, customer.id)), { type: "customer", id: customer.id });
  },
});

export const deleteCustomerTag = defineRoute({
  ...shared,
  method: "delete",
  operationId: "removeCustomerTag",
  summary: "Takes a tag off a customer",
  description: "Off whoever does not have it, it changes nothing.",
  handle: async ({ scope, key, params }) => {
    const customer = await lockCustomer(scope, await requireCustomer(scope, params.code));
    const change = await removeTag(scope, customer, params.tag, { keyId: key.id });
    if (change === "kept") refuseSystemTag(params.tag);
    return reply(200, showTags(await listCustomerTags(scope, customer.id)), { type: "customer", id: customer.id });
  },
});

function refuseSystemTag(name: string): never {
  return refuseByRule("tag.system", {
    en: `“${name}” is a tag of the system: it follows from what happens`,
    zh: `“${name}” 是系统标签，由系统自动维护`,
  });
}
