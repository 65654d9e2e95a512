import { expect } from "vitest";
import type { OutboundFile } from "../../../bot/ports/outbound-message.ts";
import type { RichText } from "../../../bot/ports/rich-text.ts";
import type { AdapterHarness, ShownMessage } from "../adapter-harness.ts";
import { messageIdForm } from "./message-id-form.ts";
import { type AdapterPromise, eventOf, offered, outbound } from "./promise.ts";

/** What a reader on the platform sees of what was sent. */
export function sendsMessages(promise: AdapterPromise): void {
  promise("shows what was sent and gives the platform's id of it", async (harness) => {
    const sent = await harness.adapter.send(outbound(harness, "Your withdrawal is on its way."));
    expect(sent.externalMessageId).toMatch(messageIdForm(harness.adapter.platform));
    expect(harness.shown().map((message) => message.text)).toEqual(["Your withdrawal is on its way."]);
  });

  promise("gives two messages two ids and keeps their order", async (harness) => {
    const first = await harness.adapter.send(outbound(harness, "one"));
    const second = await harness.adapter.send(
      outbound(harness, "two", { deliveryId: "01977a10-0000-7000-8000-000000000002" }),
    );
    expect(second.externalMessageId).not.toBe(first.externalMessageId);
    expect(harness.shown().map((message) => message.text)).toEqual(["one", "two"]);
  });

  promise("shows characters that mean something in markup as they are", async (harness) => {
    const text =
      "5 < 6 & 7 > 3, *not bold* _nor this_ `nor code` ~nor gone~ &amp; <b>no tag</b> [no](link) <@U1> <!here> \\";
    await harness.adapter.send(outbound(harness, text));
    expect(harness.shown()[0]?.text).toBe(text);
  });

  promise("shows every word of a formatted text", async (harness) => {
    await harness.adapter.send(outbound(harness, formatted));
    const shown = onlyShown(harness).text;
    for (const words of formattedWords) expect(shown).toContain(words);
  });

  promise("shows formatted what was formatted", async (harness) => {
    await harness.adapter.send(outbound(harness, formatted));
    const { marks } = onlyShown(harness);
    expect(marks).toContainEqual({ type: "bold", text: "2.5% & more" });
    expect(marks).toContainEqual({ type: "italic", text: "today" });
    expect(marks).toContainEqual({ type: "code", text: "MT5 <demo>" });
    expect(marks).toContainEqual({ type: "link", text: "费用说明", url: "https://example.test/fees?a=1&b=2" });
  });

  promise("shows Chinese, emoji and combined characters unharmed", async (harness) => {
    const text = "您好！出金需要 1–3 个工作日 👨‍👩‍👧‍👦🇨🇳👍🏽 é ñ 𠮷";
    await harness.adapter.send(outbound(harness, text));
    expect(onlyShown(harness).text).toBe(text);
  });

  promise("answers a message", async (harness) => {
    const question = await eventOf(harness, "message", { kind: "text", id: 1, from: "ann", text: "how long?" });
    await harness.adapter.send(outbound(harness, "Two days.", { replyTo: question.externalMessageId }));
    expect(onlyShown(harness).text).toContain("Two days.");
  });

  promise("shows buttons in their order", async (harness) => {
    const buttons = [
      [
        { id: "rate:1", label: "不满意" },
        { id: "rate:5", label: "满意 👍" },
      ],
      [{ id: "human", label: "Talk to a person" }],
    ];
    await harness.adapter.send(outbound(harness, "How did we do?", { buttons }));
    expect(onlyShown(harness)).toMatchObject({
      text: "How did we do?",
      buttons: ["不满意", "满意 👍", "Talk to a person"],
    });
  });

  promise("answers a pressed button", async (harness) => {
    const press = await eventOf(harness, "action", { kind: "button", id: 1, from: "ann", buttonId: "rate:5" });
    await harness.adapter.send(outbound(harness, "Thank you!", press.respondTo ? { respondTo: press.respondTo } : {}));
    expect(harness.shown().map((message) => message.text)).toContain("Thank you!");
  });

  promise("sends a picture", async (harness) => {
    const sent = await harness.adapter.send(outbound(harness, [], { files: [png] }));
    expect(sent.externalMessageId).toMatch(messageIdForm(harness.adapter.platform));
    expect(filesShown(harness)).toEqual(["chart.png"]);
  });

  promise("sends a file with a word beside it", async (harness) => {
    await harness.adapter.send(outbound(harness, "Your statement.", { files: [pdf] }));
    expect(filesShown(harness)).toEqual(["对账单.pdf"]);
    expect(
      harness
        .shown()
        .map((message) => message.text)
        .join("\n"),
    ).toContain("Your statement.");
  });

  promise("changes what it sent", async (harness) => {
    const edit = offered(harness.adapter.edit);
    const sent = await harness.adapter.send(outbound(harness, "Open alerts: 1"));
    await edit.call(harness.adapter, sent, outbound(harness, "Open alerts: 0"));
    expect(harness.shown()).toMatchObject([{ text: "Open alerts: 0", edited: true, deleted: false }]);
  });

  promise("takes a change to the same text as done", async (harness) => {
    const edit = offered(harness.adapter.edit);
    const sent = await harness.adapter.send(outbound(harness, "Open alerts: 1"));
    await edit.call(harness.adapter, sent, outbound(harness, "Open alerts: 1"));
    expect(harness.shown()).toMatchObject([{ text: "Open alerts: 1" }]);
  });

  promise("removes what it sent", async (harness) => {
    const remove = offered(harness.adapter.remove);
    const sent = await harness.adapter.send(outbound(harness, "Wrong customer, sorry."));
    await remove.call(harness.adapter, sent, harness.target);
    expect(harness.shown().filter((message) => !message.deleted)).toEqual([]);
  });

  promise("offers what its capabilities say", async ({ adapter }) => {
    const { capabilities } = adapter;
    expect({
      edits: adapter.edit !== undefined,
      deletes: adapter.remove !== undefined,
      threads: adapter.openThread !== undefined,
    }).toEqual({ edits: capabilities.edits, deletes: capabilities.deletes, threads: capabilities.threads });
    expect(capabilities.textLimit.max).toBeGreaterThan(0);
    expect(capabilities.filesPerMessage).toBeGreaterThanOrEqual(0);
  });

  promise("finds everything in order at a platform that is well", async ({ adapter, secrets }) => {
    const found = await offered(adapter.diagnose).call(adapter);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((diagnosis) => !diagnosis.ok)).toEqual([]);
    for (const secret of secrets ?? []) expect(JSON.stringify(found)).not.toContain(secret);
  });
}

const formatted: RichText = [
  { type: "heading", children: [{ type: "text", text: "出金 Withdrawals" }] },
  {
    type: "paragraph",
    children: [
      { type: "text", text: "The fee is " },
      { type: "bold", children: [{ type: "text", text: "2.5% & more" }] },
      { type: "text", text: " if asked " },
      { type: "italic", children: [{ type: "text", text: "today" }] },
      { type: "text", text: " on " },
      { type: "code", text: "MT5 <demo>" },
      { type: "text", text: ", see " },
      { type: "link", url: "https://example.test/fees?a=1&b=2", children: [{ type: "text", text: "费用说明" }] },
    ],
  },
  {
    type: "list",
    ordered: true,
    items: [[{ type: "text", text: "Open the app" }], [{ type: "text", text: "Choose 出金" }]],
  },
  { type: "list", ordered: false, items: [[{ type: "text", text: "Bank card" }], [{ type: "text", text: "USDT" }]] },
  { type: "quote", children: [{ type: "text", text: "Investing can lose money." }] },
  { type: "code", text: "if (a < b) {\n  c();\n}" },
];

const formattedWords = [
  "出金 Withdrawals",
  "2.5% & more",
  "today",
  "MT5 <demo>",
  "费用说明",
  "Open the app",
  "Choose 出金",
  "Bank card",
  "USDT",
  "Investing can lose money.",
  "if (a < b) {",
];

/** A picture of one pixel. */
const png: OutboundFile = {
  name: "chart.png",
  mimeType: "image/png",
  kind: "image",
  bytes: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};

const pdf: OutboundFile = {
  name: "对账单.pdf",
  mimeType: "application/pdf",
  kind: "file",
  bytes: Buffer.from("%PDF-1.4\n%%EOF\n"),
};

const filesShown = (harness: AdapterHarness): string[] => harness.shown().flatMap((message) => message.files);

function onlyShown(harness: AdapterHarness): ShownMessage {
  const [message, ...others] = harness.shown();
  if (!message || others.length > 0)
    throw new Error(`expected one message, shown are ${others.length + (message ? 1 : 0)}`);
  return message;
}
