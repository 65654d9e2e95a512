import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
const sha256 = createHash("sha256").update(PNG).digest("hex");

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  for (const [email, role] of [
    ["author@example.com", "trainer"],
    ["approver@example.com", "compliance"],
  ]) {
    await cli.json(["user", "add", `${email}`, "--name", "x", "--role", `${role}`]);
  }
  await writeFile(join(cli.folder, "fees.png"), PNG);
  await writeFile(join(cli.folder, "fake.png"), "not a picture");
});
afterAll(() => cli.close());

const stored = (code: string) => cli.db.system("materials").where({ material_code: code }).first();

it("adds a picture, whose bytes are kept and which waits for an approval", async () => {
  const added = await cli.json([
    ...["material", "add", "fees.png", "--category", "fees", "--title", "Fees at a glance", "--caption", "Our fees"],
    ...["--hashtags", "#fees|cost", "--stages", "tofu|培育层", "--purpose", "to explain fees", "--tags", "prices"],
    ...["--subcategory", "trading", "--thumbnail", "fees.png", "--by", "author@example.com"],
  ]);
  expect(added).toEqual({ code: "MAT_001", change: "created", status: "pending", claims: [] });
  expect(await stored("MAT_001")).toMatchObject({
    type: "image",
    media_url: `blob:${sha256}`,
    thumbnail_url: `blob:${sha256}`,
    file_name: "fees.png",
    mime_type: "image/png",
    hashtags: ["fees", "cost"],
    suitable_stages: ["tofu", "mofu"],
    status: "pending",
    is_active: true,
  });
  const approval = await cli.db.system("approvals").where({ kind: "material" }).first("status", "reason");
  expect(approval).toEqual({
    status: "pending",
    reason: "MAT_001 · Fees at a glance · image · 📎 fees.png: Our fees #fees #cost",
  });
});

it("takes figures from an import, and waits for approval again when the words change", async () => {
  const rows = (caption: string, views: number) =>
    JSON.stringify({
      ...{
        material_code: "MAT_001",
        type: "图片",
        category: "fees",
        subcategory: "trading",
        title: "Fees at a glance",
      },
      ...{ media_url: "fees.png", thumbnail_url: "fees.png", caption, hashtags: ["fees", "cost"] },
      ...{ purpose: "to explain fees", suitable_stages: ["tofu", "mofu"], tags: ["prices"] },
      ...{ views, likes: 3, comments: 2, shares: 1, created_by: "author@example.com", published_count: 99 },
    });
  const file = await cli.file("m.jsonl", rows("Our fees", 40));
  const approved = ["material", "import", file, "--approved-by", "approver@example.com"];
  expect(await cli.json(approved)).toMatchObject({ approved: 1, failed: 0, ignoredColumns: ["published_count"] });
  expect(await stored("MAT_001")).toMatchObject({ status: "approved", views: 40, likes: 3, comments: 2, shares: 1 });
  const before = await stored("MAT_001");
  expect(await cli.json(approved)).toMatchObject({ unchanged: 1 });
  await cli.file("m.jsonl", rows("Our fees", 41));
  expect(await cli.json(["material", "import", file])).toMatchObject({ counted: 1 });
  expect(await stored("MAT_001")).toMatchObject({ status: "approved", version_id: before.version_id, views: 41 });
  await cli.file("m.jsonl", rows("Our new fees", 41));
  expect(await cli.json(["material", "import", file])).toMatchObject({ updated: 1 });
  const after = await stored("MAT_001");
  expect(after).toMatchObject({ status: "pending", approved_by: null, published_count: 0 });
  expect(after.version_id).not.toBe(before.version_id);
});

it("lists what is wrong with each row, and changes nothing in a dry run", async () => {
  const table = [
    "type,category,title,content,media_url,caption,created_by,suitable_stages,views",
    "text,greetings,Good morning,早上好,,,,,",
    "image,x,Fake,,fake.png,,,,",
    "image,x,Gone,,gone.png,,,,",
    "image,x,Away,,https://example.com/a.png,,,,",
    "video,x,Wrong,,fees.png,,,,",
    "text,x,Both,words,fees.png,,,,",
    "mixed,x,Bare,,fees.png,,,,",
    "text,x,Mine,words,,,approver@example.com,,",
    "text,x,Stage,words,,,,later,-1",
    "text,x,Sure,Guaranteed returns every month,,,,,",
  ].join("\n");
  const file = await cli.file("many.csv", `${table}\n`);
  const read = ["material", "import", file];
  const counts = async () => Number((await cli.db.system("materials").count())[0]?.["count"]);
  const had = await counts();
  expect(await cli.json([...read, "--dry-run"])).toMatchObject({ dryRun: true, read: 10, created: 0, failed: 7 });
  expect(await counts()).toBe(had);
  const { errors, ...report } = (await cli.json([...read, "--approved-by", "approver@example.com"])) as {
    errors: { line: number; message: string }[];
  };
  expect(report).toMatchObject({ created: 1, failed: 9 });
  expect(errors).toEqual([
    { line: 3, message: "fake.png is not what its name says (image/png)" },
    { line: 4, message: "There is no file gone.png" },
    { line: 5, message: expect.stringContaining("is an address") },
    { line: 6, message: "the file is image/png, and type video wants another; mixed takes any" },
    { line: 7, message: "type text has no file; with one it is mixed" },
    { line: 8, message: "content or caption is missing: type mixed is a file and a text" },
    { line: 9, message: "nobody approves their own material: another person must" },
    {
      line: 10,
      message: "suitable_stages.0 must be of tofu, mofu, bofu, vip; views must be 0 or more",
    },
    { line: 11, message: expect.stringContaining("it would be held on its way to a customer") },
  ]);
});

it("retires a material, which its import alone does not bring back", async () => {
  const row = { type: "text", category: "x", title: "Once", content: "Only once" };
  const file = await cli.file("once.jsonl", JSON.stringify({ material_code: "ONCE-1", ...row }));
  await cli.json(["material", "import", file, "--approved-by", "approver@example.com"]);
  expect(await cli.json(["material", "retire", "once-1"])).toEqual({ code: "once-1", retired: true });
  expect(await cli.json(["material", "retire", "ONCE-1"])).toEqual({ code: "ONCE-1", retired: false });
  expect(await cli.json(["material", "import", file])).toMatchObject({ unchanged: 1 });
  expect(await stored("ONCE-1")).toMatchObject({ is_active: false });
  await cli.file("once.jsonl", JSON.stringify({ material_code: "ONCE-1", ...row, is_active: true }));
  expect(await cli.json(["material", "import", file])).toMatchObject({ updated: 1 });
  expect(await stored("ONCE-1")).toMatchObject({ is_active: true, status: "pending" });
  const list = (await cli.run(["material", "list"])).stdout;
  expect(list).toContain("ONCE-1");
  expect(await cli.run(["material", "retire", "NONE"])).toMatchObject({
    code: 1,
    stderr: "There is no material NONE\n",
  });
  const actions = await cli.db.system("audit_logs").where("action", "like", "material.%").distinct().pluck("action");
  expect(actions.sort()).toEqual([
    "material.add",
    "material.approve",
    "material.change",
    "material.count",
    "material.retire",
  ]);
});
