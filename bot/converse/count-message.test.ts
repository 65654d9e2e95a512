import { afterAll, beforeAll, expect, it } from "vitest";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { openDesk, type TestDesk } from "../../tests/support/held-texts.ts";
import { countMessage } from "./record-message.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

it("keeps a customer's last contact to the minute, never earlier, and of their own messages alone", async () => {
  const conversation = await desk.converse();
  const begun = Date.parse("2026-11-27T09:00:00Z");
  const noted = async (seconds: number, isFromCustomer: boolean) => {
    const message = { at: new Date(begun + seconds * 1_000), preview: "", isFromCustomer };
    await inOrganization(desk.db, desk.orgId, (scope) => countMessage(scope, conversation, message));
    const row = await desk.db.system("customers").where({ id: conversation.customerId }).first("last_contact_at");
    return row.last_contact_at === null ? null : (row.last_contact_at.getTime() - begun) / 1_000;
  };
  expect(await noted(0, false)).toBeNull();
  expect(await noted(0, true)).toBe(0);
  expect(await noted(59, true)).toBe(0);
  expect(await noted(61, true)).toBe(61);
  expect(await noted(30, true)).toBe(61);
});
