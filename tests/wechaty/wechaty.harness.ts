import type { WebhookRequest } from "../../bot/ports/adapter.ts";
import {
  type AdapterHarness,
  type Happening,
  type PlatformFailure,
  UnsupportedHappening,
} from "../contracts/adapter-harness.ts";
import { type MessagePayload, typeNumber } from "./mock-wechat.ts";
import { fromAnn, openWechatyChannel, token, type WechatyChannel } from "./wechaty-channel.ts";

/** The wechaty adapter with ann among the contacts of its account, on the mock puppet. */
export async function openWechatyHarness(): Promise<AdapterHarness> {
  const channel = await openWechatyChannel();
  const { adapter, wechat } = channel;
  const ann = wechat.person("ann");
  wechat.person("bob");
  const recalled = new Set<string>();
  wechat.puppet.messageRecall = async (id) => recalled.add(id).has(id);
  return {
    adapter,
    target: { chatId: `contact:${ann.id}` },
    secrets: [token],
    request: (happening) => noRequest(happening),
    receipts: async (happening) => {
      const file =
        happening.kind === "image" ? { name: "image.png" } : happening.kind === "file" ? happening : undefined;
      return [await channel.receiptOf(payloadOf(happening), file)];
    },
    forged: (happening) => noRequest(happening),
    garbage: () => noRequest({ kind: "text", id: 1, from: "ann", text: "" }),
    stranger: () => noRequest({ kind: "text", id: 1, from: "ann", text: "" }),
    failNext: (failure) => failNext(channel, failure),
    shown: () =>
      channel.said().map(({ id, text = "" }) => ({
        text,
        buttons: [],
        files: [wechat.mocker.cacheFileBoxPayload.get(id)?.name ?? []].flat(),
        edited: false,
        deleted: recalled.has(id),
      })),
    privately: { personId: ann.id, shown: () => channel.said().map(({ text = "" }) => text) },
    close: channel.close,
  };
}

/** There are no requests, only a session; what the platform does not have is refused all the same. */
function noRequest(happening: Happening): WebhookRequest {
  payloadOf(happening);
  return { method: "POST", headers: {}, query: "", body: Buffer.from("{}") };
}

function payloadOf(happening: Happening): MessagePayload {
  const id = `msg-${happening.id}`;
  switch (happening.kind) {
    case "text":
      return fromAnn(id, { talkerId: `wxid_${happening.from}`, text: happening.text });
    case "command":
      return fromAnn(id, { talkerId: `wxid_${happening.from}`, text: happening.line });
    case "image":
      return fromAnn(id, { talkerId: `wxid_${happening.from}`, type: typeNumber("image"), text: "<msg><img/></msg>" });
    case "file":
      return fromAnn(id, {
        talkerId: `wxid_${happening.from}`,
        type: typeNumber("attachment"),
        text: "<msg><appmsg/></msg>",
        filename: happening.name,
      });
    case "delete":
      return fromAnn(`recall-${id}`, { talkerId: `wxid_${happening.from}`, type: typeNumber("recalled"), text: id });
    case "own":
      return fromAnn(id, { talkerId: "wxid_desk", listenerId: "wxid_ann", text: happening.text });
    default:
      throw new UnsupportedHappening(happening.kind);
  }
}

/** Errors as the gRPC client of wechaty-puppet-service and Node's sockets throw them, saying more than may be logged. */
function failNext({ wechat: { puppet } }: WechatyChannel, failure: PlatformFailure): void {
  const codes: Record<PlatformFailure["kind"], number | string> = {
    rate_limited: 8,
    server_error: 13,
    lost_answer: "ECONNRESET",
    unreachable: "ECONNREFUSED",
    recipient_gone: 5,
    unauthorized: 16,
  };
  const { messageSendText } = puppet;
  puppet.messageSendText = async (chatId, text) => {
    puppet.messageSendText = messageSendText;
    if (failure.kind === "lost_answer") await messageSendText.call(puppet, chatId, text);
    throw Object.assign(new Error(`could not send ${text} with ${token}`), { code: codes[failure.kind] });
  };
}
