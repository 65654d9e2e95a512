import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { addTeam } from "../support/add-team.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { deskThreads } from "../support/slack-thread.ts";
import { waitFor } from "../support/wait-for.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

let desk: SlackDesk;
let threads: ReturnType<typeof deskThreads>;
let ann: string;
let zoe: string;

beforeAll(async () => {
  desk = await openSlackDesk();
  threads = deskThreads(desk);
  ann = await threads.person("Ann", "agent");
  zoe = await threads.person("Zoe", "agent");
  await addTeam(desk, "Gold", [await userId("Ann")]);
  await addTeam(desk, "Silver", [await userId("Zoe")]);
  await desk.product.db.system("settings").insert(setting("routing.default_team", "Gold"));
});
afterAll(() => desk.close());

describe("a customer's file at the desk", () => {
  it("is a line with a button; the link is for who pressed alone, and serves the file with nothing that could run", async () => {
    const { thread, line } = await fileFrom("Fil Ann", "passport.png", "image/png", PNG);
    expect(line.text).toContain("📎 · picture · passport.png");
    const url = await linkFor(ann, line);
    expect(
      desk
        .posted(slackDeskPlace, thread)
        .filter(({ ephemeralTo, marks }) => !ephemeralTo && marks.some(({ url }) => url?.includes("/files/"))),
    ).toEqual([]);
    expect(desk.posted(slackDeskPlace, thread).flatMap(({ files }) => files)).toEqual([]);

    const page = await fetch(url);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain(`<img src="${new URL(url).pathname}/content"`);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    // A platform that looks at the link opens nothing.
    expect(await openings()).toEqual([]);

    const content = await fetch(`${url}/content`);
    expect(Buffer.from(await content.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(content.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": "inline; filename=passport.png",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(await openings()).toMatchObject([{ name: "Ann", changes: { kind: "image" } }]);
    const [kept] = await desk.rows<{ secret: boolean }>(
      "SELECT octet_length(token_hash) = 32 AND opened_at IS NOT NULL AS secret FROM file_links",
    );
    expect(kept).toEqual({ secret: true });
  });

  it("is not opened by somebody of another team", async () => {
    const { line } = await fileFrom("Gil", "id.png", "image/png", PNG);
    const before = (await desk.rows("SELECT 1 FROM file_links")).length;
    await threads.press(zoe, line, "Open");
    await waitFor("the refusal", () =>
      threads.alone(zoe).some((text) => text.includes("neither yours nor your team's: whoever has")),
    );
    expect(await desk.rows("SELECT 1 FROM file_links")).toHaveLength(before);
  });

  it("that a browser could run is downloaded, whatever it calls itself, and pieces are served to players", async () => {
    const bytes = Buffer.from("<script>alert(1)</script>");
    const { line } = await fileFrom("Hal", 'a"<b>.html', "text/html", bytes);
    const url = await linkFor(ann, line);
    expect(await (await fetch(url)).text()).not.toContain("<b>");
    const content = await fetch(`${url}/content`);
    expect(content.headers.get("content-type")).toBe("application/octet-stream");
    expect(content.headers.get("content-disposition")).toMatch(/^attachment;/);
    const before = (await openings()).length;
    const piece = await fetch(`${url}/content`, { headers: { range: "bytes=8-12" } });
    expect([piece.status, piece.headers.get("content-range"), await piece.text()]).toEqual([
      206,
      `bytes 8-12/${bytes.length}`,
      bytes.subarray(8, 13).toString(),
    ]);
    expect(await openings()).toHaveLength(before);
  });

  it("is opened by whatever is read of it first, and not by a look without its content", async () => {
    const { line } = await fileFrom("Una", "una.png", "image/png", PNG);
    const url = await linkFor(ann, line);
    const before = (await openings()).length;
    expect((await fetch(`${url}/content`, { method: "HEAD" })).status).toBe(200);
    expect(await openings()).toHaveLength(before);
    const almostAll = { range: "bytes=1-" };
    for (let time = 0; time < 2; time++) await (await fetch(`${url}/content`, { headers: almostAll })).arrayBuffer();
    expect(await openings()).toHaveLength(before + 1);
  });

  it("cannot be opened with a link that expired, that nobody made, or whose person has left", async () => {
    const { line } = await fileFrom("Ida", "x.png", "image/png", PNG);
    const url = await linkFor(ann, line);
    for (const other of [`${url.slice(0, -1)}${url.endsWith("A") ? "B" : "A"}`, `${desk.url}/files/x`, `${url}x`]) {
      const answer = await fetch(`${other}/content`);
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("There is no such file.")]);
    }
    const { db } = desk.product;
    await db.system("users").where({ name: "Ann" }).update({ status: "suspended" });
    expect((await fetch(url)).status).toBe(404);
    await db.system("users").where({ name: "Ann" }).update({ status: "active" });
    desk.product.clock = { now: () => new Date(Date.now() + 16 * 60_000) };
    const late = await fetch(`${url}/content`);
    desk.product.clock = { now: () => new Date() };
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining("This link has expired")]);
  });

  it("that comes with a question is told to the desk, and the question is answered", async () => {
    const customer = desk.newPerson("Kay");
    const question = "How do I open an account?";
    desk.slack.people.upload({ user: customer, name: "id.png", mimeType: "image/png", bytes: PNG, text: question });
    const thread = await threads.threadOf("Kay");
    await threads.hears(thread, "Kay sent something the bot cannot read");
    await waitFor("the answer", () => desk.said(customer).some((text) => text.includes("Register on our website")));
    const { customer: silent, line } = await fileFrom("Lou", "id.png", "image/png", PNG, "");
    expect(line.buttons.map(({ label }) => label)).toEqual(["Open"]);
    await waitFor("the line", () => desk.said(silent).some((text) => text.includes("cannot read")));
  });

  it("is put into the thread itself where the organisation wants that", async () => {
    const { db } = desk.product;
    await db.system("settings").insert(setting("desk.files", "upload"));
    const { thread, line } = await fileFrom("Jan", "y.png", "image/png", PNG);
    expect(line.buttons).toEqual([]);
    await waitFor("the file", () => desk.posted(slackDeskPlace, thread).find(({ files }) => files.includes("y.png")));
    await db.system("settings").where({ key: "desk.files" }).delete();
  });
});

async function fileFrom(name: string, file: string, mimeType: string, bytes: Buffer, text = "here it is") {
  const customer = desk.newPerson(name);
  desk.slack.people.upload({ user: customer, name: file, mimeType, bytes, text });
  const thread = await threads.threadOf(name);
  const line = await threads.hears(thread, "📎");
  await waitFor("the download", async () => {
    const [row] = await desk.rows<{ here: boolean }>(
      `SELECT m.media_url IS NOT NULL AS here FROM messages m JOIN customers c ON c.id = m.customer_id
       WHERE c.name = ? AND m.direction = 'inbound'`,
      [name],
    );
    return row?.here;
  });
  return { customer, thread, line };
}

async function linkFor(user: string, line: { ts: string }): Promise<string> {
  const before = links(user).length;
  await threads.press(user, line, "Open");
  return waitFor("the link", () => links(user)[before]);
}

/** The links that a person alone was shown. */
function links(user: string): string[] {
  return desk
    .posted(slackDeskPlace)
    .filter(({ ephemeralTo }) => ephemeralTo === user)
    .flatMap(({ marks }) => marks.flatMap((mark) => (mark.type === "link" ? [mark.url] : [])))
    .filter((url): url is string => url?.includes("/files/") === true);
}

function openings() {
  return desk.rows(
    "SELECT u.name, a.changes FROM audit_logs a JOIN users u ON u.id = a.user_id WHERE a.action = 'file.open' ORDER BY a.seq",
  );
}

async function userId(name: string): Promise<string> {
  const [row] = await desk.rows<{ id: string }>("SELECT id FROM users WHERE name = ?", [name]);
  return row?.id ?? "";
}

function setting(key: string, value: unknown) {
  const row = { key, value: JSON.stringify(value), value_type: "string", category: "test" };
  return { id: newId(), org_id: desk.orgId, ...row };
}
