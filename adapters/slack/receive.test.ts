import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WebhookRequest } from "../../bot/ports/adapter.ts";
import { PayloadError, SignatureError } from "../../infra/errors.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { signedRequest } from "../../playground/slack/signed-request.ts";
import { createSlackAdapter, slackDeps, slackNow, webhook } from "../../tests/contracts/slack.harness.ts";
import { slack } from "./index.ts";

let emulator: SlackEmulator;

beforeEach(async () => {
  emulator = await startSlackEmulator();
});
afterEach(() => emulator.close());

const json = (body: unknown) => webhook(emulator, { body: JSON.stringify(body), contentType: "application/json" });
const form = (body: string, contentType = "application/x-www-form-urlencoded") =>
  webhook(emulator, { body, contentType });
const receive = (request: WebhookRequest, settings: Record<string, string> = {}) =>
  createSlackAdapter(emulator, settings).receive(request);

const event = { type: "message", channel: "D1", channel_type: "im", user: "U1", text: "hi", ts: "1772697600.000100" };
const callback = { type: "event_callback", event_id: "Ev1", team_id: "T0EMULATED", event };

describe("the signature", () => {
  function signedAt(offsetSeconds: number): WebhookRequest {
    const at = new Date(slackNow.getTime() + offsetSeconds * 1000);
    const content = { body: JSON.stringify(callback), contentType: "application/json", at };
    return { query: "", ...signedRequest(emulator.credentials.signingSecret, content) };
  }

  it.each([-300, 0, 300])("is good for a request %i s from now", async (offset) => {
    expect((await receive(signedAt(offset))).receipts).toHaveLength(1);
  });

  // Bolt's own receivers accept what is dated ahead.
  it.each([-301, 301, 4000])("is refused for a request %i s from now", async (offset) => {
    await expect(receive(signedAt(offset))).rejects.toBeInstanceOf(SignatureError);
  });

  it("covers every byte of the body", async () => {
    const request = json(callback);
    const body = Buffer.from(request.body.toString().replace("hi", "ho"));
    await expect(receive({ ...request, body })).rejects.toBeInstanceOf(SignatureError);
  });

  it("is not replaced by one of another version or length", async () => {
    for (const signature of ["", "v0=", "v1=00", `v0=${"0".repeat(63)}`, `v0=${"0".repeat(65)}`, "v0=é"]) {
      const request = json(callback);
      request.headers["x-slack-signature"] = signature;
      await expect(receive(request)).rejects.toBeInstanceOf(SignatureError);
    }
  });

  it("is checked before the body is looked at", async () => {
    const request = webhook(emulator, { body: "{broken", contentType: "application/json" });
    request.headers["x-slack-signature"] = `v0=${"0".repeat(64)}`;
    await expect(receive(request)).rejects.toBeInstanceOf(SignatureError);
  });

  it("is no proof for a channel that has no signing secret", async () => {
    const { botToken, appToken } = emulator.credentials;
    const settings = slack.settings.parse({ bot_token: botToken, app_token: appToken, api_url: emulator.apiUrl });
    const channel = { id: "c", orgId: "o", platform: "slack", name: "socket only", settings };
    await expect(slack.create(channel, slackDeps).receive(json(callback))).rejects.toBeInstanceOf(SignatureError);
  });
});

describe("requests that Slack wants answered on the spot", () => {
  it("answers the verification of the address with its challenge and keeps nothing", async () => {
    expect(await receive(json({ type: "url_verification", challenge: "3eZbrw1aBm2rZgRNFdxV2595E9CY" }))).toEqual({
      receipts: [],
      reply: { status: 200, contentType: "text/plain; charset=utf-8", body: "3eZbrw1aBm2rZgRNFdxV2595E9CY" },
    });
  });

  it("answers the certificate check of a slash command", async () => {
    expect(await receive(form("ssl_check=1&token=x"))).toEqual({ receipts: [], reply: { status: 200 } });
  });

  it("gives a menu that asks for options an empty list", async () => {
    const payload = encodeURIComponent(JSON.stringify({ type: "block_suggestion", value: "a" }));
    expect((await receive(form(`payload=${payload}`))).reply.body).toBe('{"options":[]}');
  });
});

describe("keys", () => {
  it("keeps a message under its own key, retries included", async () => {
    const retry = json(callback);
    retry.headers["x-slack-retry-num"] = "1";
    retry.headers["x-slack-retry-reason"] = "http_timeout";
    const [first, again] = [await receive(json(callback)), await receive(retry)];
    expect(first.receipts).toEqual([
      {
        externalId: "message:D1:1772697600.000100",
        chat: "D1",
        position: 1_772_697_600_000,
        raw: JSON.stringify(callback),
      },
    ]);
    expect(again.receipts).toEqual(first.receipts);
  });

  const inner = (fields: Record<string, unknown>) =>
    json({ ...callback, event: { type: "message", channel: "D1", channel_type: "im", ...fields } });
  const keyOf = async (request: WebhookRequest) => (await receive(request)).receipts[0]?.externalId;

  it("names an edit by its time, and every other change of a message by its event", async () => {
    const change = { subtype: "message_changed", ts: "1772697700.000200", event_ts: "1772697700.000200" };
    const edited = { ts: "1772697600.000100", user: "U1", text: "ho", edited: { user: "U1", ts: "1772697700.000000" } };
    const before = { ...edited, text: "hi", edited: undefined };
    expect(await keyOf(inner({ ...change, message: edited, previous_message: before }))).toBe(
      "edited:D1:1772697600.000100:1772697700.000000",
    );
    // A preview that Slack adds afterwards: the same `edited`, and no edit.
    expect(await keyOf(inner({ ...change, message: edited, previous_message: edited }))).toBe("Ev1");
    expect(await keyOf(inner({ ...change, subtype: "message_deleted", deleted_ts: "1772697600.000100" }))).toBe("Ev1");
  });

  it("keeps a mention apart from its message, since only one of them says that it is one", async () => {
    expect(await keyOf(json({ ...callback, event: { ...event, type: "app_mention", channel: "C1" } }))).toBe("Ev1");
  });

  it("reads a form whose content type names a charset", async () => {
    const body = "command=%2Fdesk&text=help&trigger_id=1.2.a&user_id=U1&channel_id=D1&team_id=T0EMULATED";
    const { receipts, reply } = await receive(form(body, "application/x-www-form-urlencoded; charset=utf-8"));
    expect(receipts.map((receipt) => receipt.externalId)).toEqual(["command:1.2.a"]);
    // Anything in the body would be shown to the person.
    expect(reply).toEqual({ status: 200 });
  });

  it("tells two versions of one modal apart by its hash", async () => {
    const submission = (hash: string) => {
      const view = {
        type: "view_submission",
        user: { id: "U1" },
        team: { id: "T0EMULATED" },
        view: { id: "V1", hash },
      };
      return form(`payload=${encodeURIComponent(JSON.stringify(view))}`);
    };
    const ids = [await receive(submission("a")), await receive(submission("b"))].map(
      ({ receipts }) => receipts[0]?.externalId,
    );
    expect(ids).toEqual(["view_submission:V1:a", "view_submission:V1:b"]);
  });

  it("keeps an authentic form of no known shape", async () => {
    const { receipts } = await receive(form("novelty=1"));
    expect(receipts.map(({ raw }) => raw)).toEqual(['{"novelty":"1"}']);
  });

  it.each(["[]", '"text"', "null", "{", ""])("refuses %j, which is not Slack's format", async (body) => {
    await expect(receive(webhook(emulator, { body, contentType: "application/json" }))).rejects.toBeInstanceOf(
      PayloadError,
    );
  });

  it("refuses an interaction whose payload is broken", async () => {
    await expect(receive(form("payload=%7Bbroken"))).rejects.toBeInstanceOf(PayloadError);
  });
});

describe("another workspace's request", () => {
  const foreign = { ...callback, team_id: "T0OTHER" };

  it("is acknowledged and leaves no receipt", async () => {
    expect(await receive(json(foreign))).toEqual({ receipts: [], reply: { status: 200 } });
  });

  it("is known without asking Slack when the channel's settings name the workspace", async () => {
    expect((await receive(json(foreign), { team_id: "T0EMULATED" })).receipts).toEqual([]);
    expect(emulator.calls).toEqual([]);
  });

  it("does not make a webhook wait for Slack when Slack cannot be asked", async () => {
    emulator.faults.next("auth.test", { kind: "http", status: 500 });
    const adapter = createSlackAdapter(emulator);
    expect((await adapter.receive(json(foreign))).receipts).toHaveLength(1);
    expect((await adapter.receive(json(callback))).receipts).toHaveLength(1);
    expect(emulator.calls.map(({ method }) => method)).toEqual(["auth.test"]);
  });

  it("is ignored by parse in case it was let in", async () => {
    emulator.faults.next("auth.test", { kind: "http", status: 500 });
    const adapter = createSlackAdapter(emulator);
    const { receipts } = await adapter.receive(json(foreign));
    const events = await Promise.all(
      receipts.map((receipt) => adapter.parse({ ...receipt, receivedAt: slackNow.toISOString() })),
    );
    expect(events.flat()).toMatchObject([{ kind: "ignored", reason: "foreign_team" }]);
  });

  it("includes ours in a channel shared with another company", async () => {
    const shared = { ...foreign, authorizations: [{ team_id: "T0EMULATED" }] };
    expect((await receive(json(shared))).receipts).toHaveLength(1);
  });
});
