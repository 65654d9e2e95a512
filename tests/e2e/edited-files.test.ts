import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

const token = "700100202:AAHtesttesttesttesttest";
const group = -1001234567891;
let telegram: TelegramEmulator;
let onTelegram: OpenProduct;
let slack: SlackDesk;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  telegram.addGroup({ id: group, title: "Desk", isForum: true, members: [] });
  onTelegram = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_MODE: "polling",
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_DESK_CHAT_ID: String(group),
  });
  await importFaqs(onTelegram);
  slack = await openSlackDesk();
});
afterAll(async () => {
  await onTelegram.close();
  await telegram.close();
  await slack.close();
});

describe("a picture replaced under the same words", () => {
  it("is another version, shown at the desk with a button and brought here; the first stays", async () => {
    const customer = telegram.addPerson({ id: 5_000_000_901, firstName: "Mia" }).id;
    const { message_id } = telegram.post(customer, customer, { photo: Buffer.from("old"), caption: "my passport" });
    const id = `${customer}:${message_id}`;
    await waitFor(
      "the first picture",
      async () => (await filesOf(onTelegram, id)).filter(({ blob }) => blob).length === 1,
    );
    telegram.edit(customer, customer, message_id, { photo: Buffer.from("newer"), caption: "my passport" });
    const files = await waitFor("the second picture", async () => {
      const found = await filesOf(onTelegram, id);
      return found[1]?.blob ? found : null;
    });
    expect(files.map(({ blob, removedAt }) => [blob?.size, removedAt !== undefined])).toEqual([
      [3, true],
      [5, false],
    ]);
    expect(await kindsOf(onTelegram, id)).toEqual(["original", "edited"]);
    const shown = await waitFor("the change at the desk", () => changesOnTelegram()[0]);
    expect(shown.text).toContain("Mia replaced a file of a message");
    expect(shown.buttons).toEqual(["Open"]);
    const [row] = await onTelegram.rows<{ url: string }>(
      "SELECT media_url AS url FROM messages WHERE external_message_id = ?",
      [id],
    );
    expect(row?.url).toBe(`blob:${files[1]?.blob?.sha256}`);
  });

  it("is no change where the same picture comes again, or a live location moves", async () => {
    const customer = telegram.addPerson({ id: 5_000_000_902, firstName: "Leo" }).id;
    const location = telegram.post(customer, customer, { location: { latitude: 1, longitude: 2 } });
    telegram.edit(customer, customer, location.message_id, { location: { latitude: 1.1, longitude: 2 } });
    const picture = telegram.post(customer, customer, { photo: Buffer.from("one"), caption: "look" });
    telegram.edit(customer, customer, picture.message_id, "look");
    telegram.edit(customer, customer, picture.message_id, "look here");
    const id = `${customer}:${picture.message_id}`;
    await waitFor("the words", async () => (await kindsOf(onTelegram, id)).length === 2);
    expect(await kindsOf(onTelegram, `${customer}:${location.message_id}`)).toEqual([]);
    expect(await filesOf(onTelegram, id)).toHaveLength(1);
    expect(changesOnTelegram().some(({ text }) => text.includes("Leo replaced"))).toBe(false);
  });
});

it("a file that is deleted from its message on Slack is a version, and the desk is told", async () => {
  const user = slack.newPerson("Fil");
  const channel = slack.slack.workspace.directWith(user).id;
  const upload = { user, name: "passport.png", mimeType: "image/png", bytes: Buffer.from("x"), text: "here it is" };
  const { ts, files } = slack.slack.people.upload(upload);
  const id = `${channel}:${ts}`;
  await waitFor("the file", async () => (await filesOf(slack, id))[0]?.blob);
  const file = { id: files[0]?.id, name: "passport.png", mimetype: "image/png", mode: "hosted" };
  const message = { type: "message", subtype: "file_share", user, text: "here it is", ts, files: [file] };
  const at = slack.slack.workspace.nextTs();
  slack.slack.dispatcher.event({
    type: "message",
    subtype: "message_changed",
    channel,
    channel_type: "im",
    ts: at,
    event_ts: at,
    message: { ...message, files: [{ id: file.id, mode: "tombstone" }], edited: { user, ts: at } },
    previous_message: message,
  });
  await waitFor("the change at the desk", () =>
    slack.posted(slackDeskPlace).some(({ text }) => /Fil removed .*passport\.png/s.test(text)),
  );
  expect(await kindsOf(slack, id)).toEqual(["original", "edited"]);
  const [kept, ...others] = await filesOf(slack, id);
  expect(others).toEqual([]);
  expect(kept).toMatchObject({ blob: { size: 1 }, removedAt: expect.any(String) });
});

interface KeptFile {
  blob?: { sha256: string; size: number };
  removedAt?: string;
}

async function filesOf(desk: OpenProduct, id: string): Promise<KeptFile[]> {
  const [row] = await desk.rows<{ files: KeptFile[] | null }>(
    "SELECT metadata -> 'attachments' AS files FROM messages WHERE external_message_id = ?",
    [id],
  );
  return row?.files ?? [];
}

async function kindsOf(desk: OpenProduct, id: string): Promise<string[]> {
  const rows = await desk.rows<{ kind: string }>(
    `SELECT v.kind FROM message_versions v JOIN messages m ON m.id = v.message_id WHERE m.external_message_id = ?
     ORDER BY v.version`,
    [id],
  );
  return rows.map(({ kind }) => kind);
}

function changesOnTelegram() {
  return telegram
    .messages(group)
    .map(({ message }) => ({
      text: message.text ?? "",
      buttons: message.reply_markup?.inline_keyboard.flat().map(({ text }) => text) ?? [],
    }))
    .filter(({ text }) => text.includes("✏️"));
}
