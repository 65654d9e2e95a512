import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCustomField } from "../../domain/customers/custom-fields.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";

let desk: ApiDesk;
let api: ApiClient;
let reader: ApiClient;

const patch = (body: object, client = api) => client.call("PATCH /customers/crm:1/fields", { body });
const contentOf = (body: { items: { code: string; value: unknown }[] }, code: string) =>
  body.items.find((one) => one.code === code)?.value;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, { permissions: ["customer.read", "customer.change"] });
  reader = await openApiClient(desk, { permissions: ["customer.read"] });
  await api.call("PUT /customers", { body: { customer: "crm:1", name: "Ann" } });
  await inOrganization(desk.product.db, desk.orgId, async (scope) => {
    await addCustomField(scope, { actor: "cli" }, { name: "lots", type: "number" });
    await addCustomField(scope, { actor: "cli" }, { name: "since", type: "date", labelEn: "client since" });
    await addCustomField(scope, { actor: "cli" }, { name: "branch", type: "choice", choices: ["North", "South"] });
  });
});
afterAll(() => desk.close());

/** What the timeline and the trail say of fields that this key set. */
async function kept() {
  const trail = await desk.rows<{ changes: object }>(
    "SELECT changes FROM audit_logs WHERE action = 'customer.field' AND actor = ? ORDER BY seq",
    [`key:${api.keyId}`],
  );
  const { body } = await api.call("GET /customers/crm:1/timeline?type=field_change");
  return {
    trail: trail.map(({ changes }) => changes),
    titles: body.items.map(({ title }: { title: string }) => title),
  };
}

describe("fields of a customer", () => {
  it("are set by their types, the organisation's own too, and emptied", async () => {
    const { body } = await patch({
      ...{ city: "Porto", birth_date: "1990-02-03", interests: ["gold", "silver, bars"], risk_preference: "稳健" },
      ...{ lots: "0.10", since: "2020-02-29", branch: "south" },
    });
    const values = {
      city: "Porto",
      birth_date: "1990-02-03",
      interests: ["gold", "silver, bars"],
      risk_preference: "balanced",
    };
    for (const [code, value] of Object.entries({ ...values, lots: "0.10", since: "2020-02-29", branch: "South" })) {
      expect([code, contentOf(body, code)]).toEqual([code, value]);
    }
    expect(body.items).toContainEqual(
      expect.objectContaining({ code: "branch", type: "choice", choices: ["North", "South"], isOwn: true }),
    );
    const emptied = await patch({ city: null, interests: null, lots: null });
    expect(["city", "interests", "lots", "branch"].map((code) => contentOf(emptied.body, code))).toEqual([
      ...[null, null, null, "South"],
    ]);
    expect(contentOf((await reader.call("GET /customers/crm:1/fields")).body, "since")).toBe("2020-02-29");
  });

  it("are kept in timeline and trail where they change, and only there", async () => {
    const before = (await kept()).trail.length;
    for (let time = 0; time < 2; time++) await patch({ occupation: "pilot" });
    const { trail, titles } = await kept();
    expect(trail.slice(before)).toEqual([{ field: "occupation", before: null, after: "pilot" }]);
    expect(titles[0]).toBe("occupation: – → pilot");
  });

  it("are set all or none: each that does not fit is named", async () => {
    const refused = await patch({ occupation: "sailor", lots: "many", nothing: "x", stage: "lost", interests: "gold" });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      ...["/lots", "/nothing", "/stage", "/interests"],
    ]);
    expect(contentOf((await api.call("GET /customers/crm:1/fields")).body, "occupation")).toBe("pilot");
  });

  it.each([{}, { city: 5 }, { city: " " }, { city: ["Porto"] }, { birth_date: "2999-01-01" }, { since: "2021-02-29" }])(
    "refuses %j",
    async (body) => {
      expect((await patch(body)).status).toBe(400);
    },
  );

  it("are not for who may only read, nor of who is not there", async () => {
    expect((await patch({ city: "Rome" }, reader)).status).toBe(403);
    expect((await api.call("PATCH /customers/crm:none/fields", { body: { city: "Rome" } })).status).toBe(404);
  });
});
