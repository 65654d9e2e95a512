import { afterAll, beforeAll, expect, it } from "vitest";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type OpenProduct, openProduct } from "../../tests/support/open-product.ts";
import { takeOffer } from "./offer.ts";

let desk: OpenProduct;
let owner: string;
let other: string;

beforeAll(async () => {
  desk = await openProduct();
  [owner, other] = await Promise.all([addUser("Ann"), addUser("Ben")]);
});
afterAll(() => desk.close());

it("that was made for one person is used by nobody else", async () => {
  const offer = await addOffer(owner);
  await expect(take(offer, other)).rejects.toThrow("somebody else");
  expect(await take(offer, owner)).toMatchObject({ id: offer, line: "1" });
});

it("that was made for whoever has the conversation is open to all", async () => {
  const offer = await addOffer(null);
  expect(await take(offer, other)).toMatchObject({ id: offer });
});

function take(offer: string, userId: string) {
  return inOrganization(desk.product.db, desk.orgId, (scope) => takeOffer(scope, offer, userId));
}

async function addUser(name: string): Promise<string> {
  const id = newId();
  const email = `${name.toLowerCase()}@example.com`;
  await desk.product.db.system("users").insert({ id, org_id: desk.orgId, employee_code: name, email, name });
  return id;
}

async function addOffer(userId: string | null): Promise<string> {
  const [conversation, id] = [newId(), newId()];
  const { system } = desk.product.db;
  const number = Number.parseInt(conversation.slice(-6), 16);
  await system("conversations").insert({ id: conversation, org_id: desk.orgId, number, chat: conversation });
  await system("desk_offers").insert({
    id,
    org_id: desk.orgId,
    conversation_id: conversation,
    kind: "line",
    user_id: userId,
    content: "[]",
    details: JSON.stringify({ line: "1" }),
  });
  return id;
}
