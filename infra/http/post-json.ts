import { lookup as lookUp } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { DeskhandError } from "../errors.ts";
import { isPublicAddress } from "./public-address.ts";

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Every address of a name; the system's resolver unless a test says otherwise. */
export type ResolveName = (name: string) => Promise<ResolvedAddress[]>;

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Also to addresses of private networks and of this machine. */
  allowPrivate: boolean;
  signal?: AbortSignal;
  timeoutMs?: number;
  resolveName?: ResolveName;
}

export interface PostAnswer {
  status: number;
  /** The header `Retry-After` as it came. */
  retryAfter: string | null;
}

/** No answer came. `reason` is a word: `timeout`, `address_refused`, `ECONNREFUSED`, … */
export class PostError extends DeskhandError {
  readonly reason: string;

  constructor(reason: string, message: string, cause?: unknown) {
    super(`post.${reason.toLowerCase()}`, message, { cause });
    this.reason = reason;
  }
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4096;

const systemResolver: ResolveName = (name) => lookUp(name, { all: true, verbatim: true });

/**
 * Posts JSON to an address that somebody else has chosen. Connects only to what the name resolved to at this moment and
 * was found to be public, follows no redirect, and reads no more than 4 kB of the answer.
 * @throws PostError when no answer came, or none may be asked for there.
 */
export async function postJson(request: PostRequest): Promise<PostAnswer> {
  const url = new URL(request.url);
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  // A name that is an address is never looked up.
  if (isIP(literal) && !request.allowPrivate && !isPublicAddress(literal)) throw refusedAddress(literal);
  const timeout = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
  try {
    return await send(url, request, signal);
  } catch (error) {
    if (error instanceof PostError) throw error;
    if (timeout.aborted) throw new PostError("timeout", "no answer came in time", error);
    throw new PostError(codeOf(error), "no answer came", error);
  }
}

function send(url: URL, request: PostRequest, signal: AbortSignal): Promise<PostAnswer> {
  const { headers, body, allowPrivate, resolveName = systemResolver } = request;
  const protocol = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const sent = protocol.request(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        // A connection that is kept would go on to an address that the name may no longer have.
        agent: false,
        lookup: guardedLookup(resolveName, allowPrivate),
        signal,
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const done = () => resolve({ status, retryAfter: answer.headers["retry-after"] ?? null });
        let read = 0;
        answer.on("data", (chunk: Buffer) => {
          read += chunk.length;
          if (read >= MAX_ANSWER_BYTES) {
            done();
            answer.destroy();
          }
        });
        answer.on("end", done);
        // The status line is the answer; what becomes of the rest changes nothing, unless the time is over.
        answer.on("error", (error) => (signal.aborted ? reject(error) : done()));
        answer.on("close", done);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Resolves a name once, and gives the connection only what it may go to: one bad address among good ones is a trick. */
function guardedLookup(resolveName: ResolveName, allowPrivate: boolean): LookupFunction {
  return (name, options, callback) => {
    resolveName(name).then(
      (found) => {
        const refused = allowPrivate ? undefined : found.find(({ address }) => !isPublicAddress(address));
        const [first] = found;
        if (refused) callback(refusedAddress(refused.address), "", 0);
        else if (!first) callback(new PostError("ENOTFOUND", `${name} has no address`), "", 0);
        else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

function refusedAddress(address: string): PostError {
  return new PostError("address_refused", `${address} is no public address`);
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[A-Za-z0-9_]{1,60}$/.test(code) ? code : "failed";
}
