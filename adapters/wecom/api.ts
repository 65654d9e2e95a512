import { z } from "zod";
import type { TokenStore } from "../../bot/ports/channel-config.ts";
import {
  type Effect,
  isTokenRefused,
  refusalError,
  statusError,
  strangeAnswerError,
  transportError,
} from "./api-errors.ts";
import { Answer, readAnswer } from "./read-answer.ts";
import { readBounded } from "./read-bounded.ts";
import type { WecomSettings } from "./settings.ts";

const TIMEOUT_MS = 10_000;
/** A file of 20 MB takes its time. */
const TRANSFER_TIMEOUT_MS = 60_000;
/** The largest answer is a page of `kf/sync_msg`: 1000 items of at most 2048 bytes of text each, with room. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Renewed this much before WeCom's own end, so that none expires on the way. */
const TOKEN_RESERVE_MS = 5 * 60_000;

const TokenAnswer = z.object({ access_token: z.string().min(1).max(512), expires_in: z.number().positive() });

const Uploaded = z.object({ media_id: z.string().min(1) });

export interface WecomApi {
  /** Calls an interface under `/cgi-bin/`, and gives back the answer, also a refusal. */
  ask(path: string, body: unknown, effect: Effect): Promise<Answer>;
  /** Calls an interface and reads its answer. Throws DeliveryError for a refusal and for an answer of another shape. */
  call<T>(path: string, body: unknown, shape: z.ZodType<T>, effect?: Effect): Promise<T>;
  /** As `ask`, with GET, for interfaces that only read. */
  askGet(path: string, query: Record<string, string>): Promise<Answer>;
  /** Uploads a temporary file (上传临时素材, path 90253); resolves with its media id, good for three days. */
  upload(type: "image" | "file", file: { name: string; mimeType: string; bytes: Uint8Array }): Promise<string>;
  /** Opens a temporary file (获取临时素材, path 90254). The caller reads or cancels the body. */
  download(mediaId: string): Promise<Response>;
}

interface Sending {
  method: "GET" | "POST";
  query?: Record<string, string>;
  body?: string | FormData;
  timeoutMs?: number;
}

/**
 * WeCom's server interface with the app's access token: fetched once for all processes, renewed once when refused.
 * All of it throws DeliveryError only; tokens travel in the query, so no error holds an address.
 */
export function createApi(settings: WecomSettings, tokens: TokenStore): WecomApi {
  const send = async (path: string, { method, query = {}, body, timeoutMs }: Sending, effect: Effect) => {
    const url = `${settings.api_base}/cgi-bin/${path}?${new URLSearchParams(query)}`;
    const signal = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS);
    const request = fetch(url, { method, ...(body === undefined ? {} : { body }), signal, redirect: "error" });
    const response = await request.catch((error: unknown) => {
      throw transportError(error, path, effect);
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw statusError(response.status, path, effect, response.headers.get("retry-after"));
  };

  const fetchToken = async () => {
    const query = { corpid: settings.corp_id, corpsecret: settings.secret };
    const answer = await answerOf(await send("gettoken", { method: "GET", query }, "none"), "gettoken", "none");
    const { access_token: token, expires_in: expiresInS } = readAnswer(answer, TokenAnswer, "gettoken");
    return { token, expiresInMs: Math.max(expiresInS * 1000 - TOKEN_RESERVE_MS, expiresInS * 500) };
  };

  /** Runs a call with the token, and once more with a fresh one when WeCom refuses it. */
  const withToken = async (run: (access_token: string) => Promise<Answer>): Promise<Answer> => {
    const token = await tokens.get("access_token", fetchToken);
    const answer = await run(token);
    return isTokenRefused(answer.errcode) ? run(await tokens.get("access_token", fetchToken, token)) : answer;
  };

  const exchange = (path: string, sending: Sending, effect: Effect): Promise<Answer> =>
    withToken(async (access_token) => {
      const response = await send(path, { ...sending, query: { ...sending.query, access_token } }, effect);
      return answerOf(response, path, effect);
    });

  const ask: WecomApi["ask"] = (path, body, effect) =>
    exchange(path, { method: "POST", body: JSON.stringify(body) }, effect);

  return {
    ask,
    call: async (path, body, shape, effect = "none") => readAnswer(await ask(path, body, effect), shape, path, effect),
    askGet: (path, query) => exchange(path, { method: "GET", query }, "none"),
    upload: async (type, { name, mimeType, bytes }) => {
      const form = new FormData();
      form.set("media", new Blob([bytes], { type: mimeType }), name);
      const sending: Sending = { method: "POST", query: { type }, body: form, timeoutMs: TRANSFER_TIMEOUT_MS };
      return readAnswer(await exchange("media/upload", sending, "none"), Uploaded, "media/upload").media_id;
    },
    download: async (media_id) => {
      let opened: Response | undefined;
      const answer = await withToken(async (access_token) => {
        const sending: Sending = { method: "GET", query: { media_id, access_token }, timeoutMs: TRANSFER_TIMEOUT_MS };
        const response = await send("media/get", sending, "none");
        if (isRefusal(response)) return answerOf(response, "media/get", "none");
        opened = response;
        return { errcode: 0, errmsg: "" };
      });
      if (opened) return opened;
      throw answer.errcode === 0 ? strangeAnswerError("media/get", "none") : refusalError(answer.errcode, "media/get");
    },
  };
}

async function answerOf(response: Response, path: string, effect: Effect): Promise<Answer> {
  const body = await readBounded(response, MAX_ANSWER_BYTES).catch((error: unknown) => {
    throw transportError(error, path, effect);
  });
  try {
    return Answer.parse(JSON.parse(body.toString("utf8")));
  } catch {
    // Without the cause: a SyntaxError quotes the body, which may be what a customer wrote.
    throw strangeAnswerError(path, effect);
  }
}

/** A refusal is JSON with status 200; a file, even one of JSON, has a Content-disposition (path 90254). */
const isRefusal = (response: Response): boolean =>
  !response.headers.has("content-disposition") &&
  /^(application\/json|text\/plain)\b/i.test(response.headers.get("content-type") ?? "");
