import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
const definition = {
  name: "Autumn news",
  type: "one_time",
  segment: { stage: ["closed"] },
  content: { en: "News: https://broker.example.com", zh: "新消息：https://broker.example.com" },
};

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.json(["user", "add", "author@example.com", "--name", "x", "--role", "manager"]);
  await cli.json(["user", "add", "agent@example.com", "--name", "x", "--role", "agent"]);
});
afterAll(() => cli.close());

const add = (file: string, author = "author@example.com") => ["campaign", "add", file, "--author", author];

it("adds a campaign that waits for somebody else, and neither schedules nor loses it before", async () => {
  const file = await cli.file("news.json", JSON.stringify(definition));
  expect(await cli.json(add(file))).toEqual({
    code: "CAM_001",
    name: "Autumn news",
    type: "one_time",
    status: "draft",
    target: 0,
    approval: 1,
    claims: [],
  });
  expect(await cli.json(["campaign", "list"])).toMatchObject([{ code: "CAM_001", segment: { stage: ["closed"] } }]);
  expect(await cli.run(["campaign", "schedule", "CAM_001"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("CAM_001 is not approved yet"),
  });
  expect(await cli.json(["campaign", "preview", "autumn NEWS"])).toMatchObject({ target: 0, reachable: 0 });
});

it("schedules, pauses, resumes, shows and cancels one that is approved", async () => {
  await cli.db.system("campaigns").where({ campaign_code: "CAM_001" }).update({ approved_at: new Date() });
  expect(await cli.json(["campaign", "schedule", "CAM_001", "--at", "2030-01-01T10:00:00+08:00"])).toEqual({
    code: "CAM_001",
    status: "scheduled",
    begins: "2030-01-01T02:00:00.000Z",
  });
  expect(await cli.json(["campaign", "pause", "CAM_001"])).toMatchObject({ status: "paused" });
  expect(await cli.json(["campaign", "resume", "CAM_001"])).toMatchObject({ status: "scheduled" });
  expect(await cli.json(["campaign", "cancel", "CAM_001"])).toMatchObject({ status: "cancelled" });
  expect(await cli.json(["campaign", "show", "CAM_001"])).toMatchObject({ status: "cancelled", executions: [] });
  const acts = await cli.db.system("audit_logs").where({ resource_type: "campaign" }).orderBy("seq").pluck("action");
  expect(acts).toEqual(["add", "schedule", "pause", "resume", "cancel"].map((act) => `campaign.${act}`));
});

it.each([
  ["not JSON", "{", "author@example.com", "is not JSON"],
  [
    "a segment of nobody named",
    { ...definition, segment: {} },
    "author@example.com",
    "segment must say whom it is for",
  ],
  [
    "a tag that there is not",
    { ...definition, segment: { tags: { none: ["gold"] } } },
    "author@example.com",
    "There is no tag “gold”",
  ],
  ["an author who may not", definition, "agent@example.com", "may not write campaigns"],
])("refuses %s and keeps nothing", async (_what, content, author, words) => {
  const before = await cli.db.system("campaigns").count();
  const file = await cli.file("bad.json", typeof content === "string" ? content : JSON.stringify(content));
  const { code, stderr } = await cli.run(add(file, author));
  expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
  expect(await cli.db.system("campaigns").count()).toEqual(before);
});
