import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { addStaff } from "../support/staff.ts";

let desk: ApiDesk;
let api: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, { permissions: ["campaign.manage", "material.use"] });
  await addStaff(desk, { email: "mia@desk.test", role: "manager" });
  await addStaff(desk, { email: "ann@desk.test", role: "agent" });
});
afterAll(() => desk.close());

const definition = {
  ...{ name: "Autumn news", type: "one_time", segment: { stage: ["closed"] } },
  content: { en: "News: https://broker.example.com", zh: "新消息：https://broker.example.com" },
};
const add = (campaign: object = {}, author = "mia@desk.test", headers = {}) =>
  api.call("POST /campaigns", { body: { author, campaign: { ...definition, ...campaign } }, headers });
const act = (code: string, what: string, body?: object) =>
  api.call(`POST /campaigns/${code}/${what}`, body ? { body } : {});

async function approved(more: object = {}): Promise<string> {
  const { body } = await add(more);
  await desk.rows("UPDATE campaigns SET approved_at = now() WHERE campaign_code = ?", [body.code]);
  return body.code;
}

describe("POST /campaigns", () => {
  it("writes a draft in somebody's name, which waits for somebody else", async () => {
    const { status, body } = await add();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ code: expect.stringMatching(/^CAM_\d+$/), status: "draft", target: 0, approvedAt: null, claims: [] },
      ...{ segment: definition.segment, content: definition.content, variants: [], schedule: {} },
    });
    const [row] = await desk.rows(
      `SELECT u.email, p.number::int AS approval, p.status FROM campaigns c JOIN users u ON u.id = c.created_by
       JOIN approvals p ON p.resource_id = c.id AND p.requested_by = u.id WHERE c.campaign_code = ?`,
      [body.code],
    );
    expect(row).toEqual({ email: "mia@desk.test", approval: body.approval, status: "pending" });
    const schedule = await act(body.code, "schedule", {});
    expect(schedule.body).toMatchObject({ status: 409, rule: "campaign.unapproved" });
  });

  it("says which words would be held on their way", async () => {
    const { body } = await add({ content: { en: "Guaranteed profit of 20% a month" } });
    expect(body.claims.length).toBeGreaterThan(0);
  });

  it("writes one where it is sent twice under a name", async () => {
    const headers = { "Idempotency-Key": "campaign-1" };
    const [first, again] = [
      await add({ name: "Once" }, "mia@desk.test", headers),
      await add({ name: "Once" }, "mia@desk.test", headers),
    ];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(await desk.rows("SELECT id FROM campaigns WHERE name = 'Once'")).toHaveLength(1);
  });

  it("refuses an author who may not, or who is not there, and keeps nothing", async () => {
    const before = await desk.rows("SELECT id FROM campaigns");
    expect((await add({}, "ann@desk.test")).body).toMatchObject({ status: 409, rule: "campaign.author" });
    expect((await add({}, "gone@desk.test")).status).toBe(404);
    expect(await desk.rows("SELECT id FROM campaigns")).toEqual(before);
  });

  it.each([
    [{ segment: {} }, "/campaign/segment"],
    [{ content: {} }, "/campaign/content"],
    [{ type: "recurring" }, "/campaign/schedule"],
    [{ segment: { stage: ["gone"] } }, "/campaign/segment/stage/0"],
    [{ when: "now" }, "/campaign"],
  ])("refuses %j and says where", async (campaign, pointer) => {
    const { status, body } = await add(campaign);
    expect(status).toBe(400);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  it("refuses a segment that names what there is not", async () => {
    const { status, body } = await add({ segment: { tags: { none: ["gold"] } } });
    expect([status, body.detail]).toEqual([400, "There is no tag “gold”"]);
  });
});

describe("a campaign that is approved", () => {
  it("is scheduled, paused, resumed and cancelled by the same rows as from the command line", async () => {
    const code = await approved({ name: "Whole life" });
    const scheduled = await act(code, "schedule", { at: "2090-01-01T10:00:00+08:00" });
    expect(scheduled.body).toMatchObject({ status: "scheduled", scheduledAt: "2090-01-01T02:00:00.000Z" });
    expect((await act(code, "pause")).body).toMatchObject({ status: "paused", withdrawn: 0 });
    expect((await act(code, "pause")).body).toMatchObject({ status: 409, rule: "campaign.state" });
    expect((await act("whole%20LIFE", "resume")).body).toMatchObject({ status: "scheduled" });
    expect((await act(code, "cancel")).body).toMatchObject({ status: "cancelled", withdrawn: 0 });
    expect((await act(code, "resume")).body).toMatchObject({ status: 409, rule: "campaign.state" });
    expect((await api.call(`GET /campaigns/${code.toLowerCase()}`)).body).toMatchObject({
      ...{ code, status: "cancelled", executions: [] },
      stats: { sent: 0, delivered: 0, opened: 0, clicked: 0, replied: 0, converted: 0 },
    });
    const trail = await desk.rows<{ action: string }>(
      "SELECT action FROM audit_logs WHERE actor = ? AND action LIKE 'campaign.%' AND changes ->> 'campaign_code' = ? ORDER BY seq",
      [`key:${api.keyId}`, code],
    );
    expect(trail.map(({ action }) => action)).toEqual(
      ["add", "schedule", "pause", "resume", "cancel"].map((what) => `campaign.${what}`),
    );
  });

  it("recurs at its time of day from then on", async () => {
    const schedule = { every_days: 7, at: "10:00" };
    const code = await approved({ name: "Weekly", type: "recurring", schedule });
    const { body } = await act(code, "schedule", { at: "2090-01-01T11:00:00Z" });
    expect(body).toMatchObject({
      schedule,
      scheduledAt: "2090-01-02T10:00:00.000Z",
      nextRunAt: "2090-01-02T10:00:00.000Z",
    });
  });

  it("is cancelled once where four ask at the same instant, and answered under its name as the first time", async () => {
    const code = await approved({ name: "Race" });
    const headers = { "Idempotency-Key": "cancel-1" };
    const first = await api.call(`POST /campaigns/${code}/cancel`, { headers });
    const again = await api.call(`POST /campaigns/${code}/cancel`, { headers });
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    const other = await approved({ name: "Race 2" });
    const answers = await Promise.all(Array.from({ length: 4 }, () => act(other, "cancel")));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  it.each([
    ["POST /campaigns/CAM_999999/schedule", { body: {} }, 404],
    ["POST /campaigns/CAM_999999/pause", {}, 404],
    ["POST /campaigns/CAM_999999/schedule", { body: { at: "tomorrow" } }, 400],
    ["GET /campaigns/CAM_999999", {}, 404],
    ["GET /campaigns?status=gone", {}, 400],
    ["GET /campaigns?cursor=x", {}, 400],
  ])("%s %j is refused", async (what, request, status) => {
    expect((await api.call(what, request)).status).toBe(status);
  });

  it("is for keys that may manage campaigns alone", async () => {
    const other = await openApiClient(desk, { permissions: ["material.use", "message.send", "customer.change"] });
    const code = await approved({ name: "Not theirs" });
    for (const what of [`GET /campaigns`, `GET /campaigns/${code}`, `POST /campaigns/${code}/cancel`]) {
      expect((await other.call(what)).status, what).toBe(403);
    }
    expect(
      (await other.call("POST /campaigns", { body: { author: "mia@desk.test", campaign: definition } })).status,
    ).toBe(403);
    expect((await other.call(`POST /campaigns/${code}/schedule`, { body: {} })).status).toBe(403);
  });
});

describe("GET /campaigns", () => {
  it("gives them page by page, the newest first, and those of a status", async () => {
    const whole = (await api.call("GET /campaigns?limit=200")).body;
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await api.call(`GET /campaigns?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ code }: { code: string }) => code));
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(whole.items.map(({ code }: { code: string }) => code));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(5);
    const cancelled = (await api.call("GET /campaigns?status=cancelled")).body.items;
    expect(cancelled.map(({ name }: { name: string }) => name)).toEqual(["Race 2", "Race", "Whole life"]);
  });
});

describe("GET /materials", () => {
  it("gives what may be sent, and nothing that waits, was rejected or is retired", async () => {
    const material = (code: string, more: object = {}) =>
      desk.product.db.system("materials").insert({
        ...{
          id: newId(),
          org_id: desk.orgId,
          version_id: newId(),
          material_code: code,
          type: "text",
          category: "Fees",
        },
        ...{ title: code, content: `Words of ${code}`, status: "approved", is_active: true, ...more },
      });
    await material("MAT_001", { tags: JSON.stringify(["gold"]), suitable_stages: JSON.stringify(["vip"]) });
    await material("MAT_002", {
      category: "Opening",
      type: "image",
      media_url: `blob:${"a".repeat(64)}`,
      file_name: "fees.png",
      mime_type: "image/png",
    });
    await material("MAT_003", { status: "pending" });
    await material("MAT_004", { status: "rejected" });
    await material("MAT_005", { is_active: false });
    await material("MAT_006");
    const { body } = await api.call("GET /materials");
    expect(body.items).toMatchObject([
      { code: "MAT_001", content: "Words of MAT_001", tags: ["gold"], stages: ["vip"], file: null, sent: 0 },
      { code: "MAT_002", file: { name: "fees.png", mimeType: "image/png", sha256: "a".repeat(64) } },
      { code: "MAT_006" },
    ]);
    const codes = async (query: string) =>
      (await api.call(`GET /materials?${query}`)).body.items.map(({ code }: { code: string }) => code);
    expect(await codes("category=opening")).toEqual(["MAT_002"]);
    expect(await codes("type=text")).toEqual(["MAT_001", "MAT_006"]);
    const first = await api.call("GET /materials?limit=2");
    expect(await codes(`limit=2&cursor=${first.body.nextCursor}`)).toEqual(["MAT_006"]);
    expect((await api.call("GET /materials?type=song")).status).toBe(400);
    const other = await openApiClient(desk, { permissions: ["campaign.manage"] });
    expect((await other.call("GET /materials")).status).toBe(403);
  });
});
