import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { FetchedFile } from "../../bot/ports/adapter.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { FileRef } from "../../bot/ports/inbound-event.ts";
import { ofNetwork, ofStatus, toReadError } from "./delivery-errors.ts";
import type { SlackSettings } from "./settings.ts";
import { fileHosts, isSlackAddress } from "./slack-hosts.ts";

/** For the whole download: Slack's largest file is 1 GB. */
const DOWNLOAD_TIMEOUT_MS = 300_000;
const MAX_REDIRECTS = 3;

const fileInfo = z.object({
  file: z.object({
    name: z.string().nullish(),
    mimetype: z.string().nullish(),
    mode: z.string().nullish(),
    url_private_download: z.string().nullish(),
    url_private: z.string().nullish(),
  }),
});

/**
 * Downloads a file with the bot's token. Asks for its address first, since it may have changed and files from other
 * companies arrive without one. Throws DeliveryError: `rejected` when it is gone or our scopes do not reach it.
 */
export function createFetchFile(client: WebClient, settings: SlackSettings) {
  return async (ref: FileRef): Promise<FetchedFile> => {
    const { fileId } = ref;
    if (!fileId) throw new DeliveryError("rejected", "The reference names no file of Slack");
    const info = await describe(client, fileId);
    const address = info.url_private_download || info.url_private;
    if (!address || info.mode === "tombstone") throw new DeliveryError("rejected", "The file is gone from Slack");
    const response = await download(address, settings);
    if (!response.body) throw new DeliveryError("retry", "Slack sent no bytes for the file");
    const mimeType = info.mimetype ?? "";
    // A token without files:read is not refused: it gets the login page, with status 200 ("file object").
    if (response.headers.get("content-type")?.startsWith("text/html") && mimeType !== "text/html") {
      await response.body.cancel();
      throw new DeliveryError(
        "rejected",
        "Slack asked to log in instead of sending the file: add the scope files:read",
        {
          fault: "channel_broken",
        },
      );
    }
    return {
      // fetch's own stream type and Node's differ in declaration only.
      stream: Readable.fromWeb(response.body as NodeReadableStream),
      ...(info.name ? { name: info.name } : {}),
      ...(mimeType ? { mimeType } : {}),
    };
  };
}

async function describe(client: WebClient, file: string) {
  try {
    return fileInfo.parse(await client.files.info({ file })).file;
  } catch (error) {
    throw toReadError(error, "files.info");
  }
}

/** Redirects are followed by hand: the token goes to Slack's file hosts and nowhere else. */
async function download(address: string, settings: SlackSettings): Promise<Response> {
  let next = address;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (!isSlackAddress(next, fileHosts, settings.api_url)) {
      throw new DeliveryError("rejected", "The file lies on a host that does not get the bot's token");
    }
    const response = await fetch(next, {
      headers: { authorization: `Bearer ${settings.bot_token}` },
      redirect: "manual",
      signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw toReadError(ofNetwork(error, "a file download"), "a file download");
    });
    const location = response.headers.get("location");
    if (response.ok) return response;
    await response.body?.cancel();
    if (response.status < 300 || response.status >= 400 || !location) {
      throw toReadError(ofStatus(response.status, "a file download"), "a file download");
    }
    next = new URL(location, next).href;
  }
  throw new DeliveryError("rejected", "The file's address leads from one to the next");
}
