import { lookup as lookUp } from "node:dns/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { gunzip } from "node:zlib";
import { InputError } from "../errors.ts";
import { isPublicAddress } from "./public-address.ts";

/** Who may be asked; absent: every public address, by the system's resolver. */
export interface WebGuard {
  resolveName?: (name: string) => Promise<{ address: string; family: number }[]>;
  isAllowed?: (address: string) => boolean;
}

export interface GetRequest {
  url: string;
  userAgent: string;
  maxBytes: number;
  timeoutMs: number;
  guard?: WebGuard;
  /** Asked before every request, also of a redirect; throws where it may not be made. */
  beforeRequest?: (url: URL) => Promise<void>;
}

export interface GetAnswer {
  /** Where it was found in the end. */
  url: string;
  status: number;
  contentType: string | null;
  bytes: Buffer;
}

const MAX_REDIRECTS = 5;
const MAX_URL = 2_000;

/**
 * Fetches an address that a person or a page named. Connects only to what the name resolves to at that moment and was
 * found to be public, follows a few redirects by the same rule, and takes no more bytes and time than it was given.
 * @throws InputError with the reason for the person.
 */
export async function getPublic(request: GetRequest): Promise<GetAnswer> {
  const signal = AbortSignal.timeout(request.timeoutMs);
  let url = readUrl(request.url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    await request.beforeRequest?.(url);
    const answer = await ask(url, request, signal).catch((error: unknown) => {
      if (error instanceof InputError) throw error;
      if (signal.aborted) throw new InputError(`${url.host} took more than ${request.timeoutMs / 1000} s.`);
      throw new InputError(`${url.host} could not be reached (${codeOf(error)}).`);
    });
    if (!answer.location) return { url: url.href, ...answer };
    url = readUrl(answer.location, url);
  }
  throw new InputError(`More than ${MAX_REDIRECTS} redirects lead on from ${request.url.slice(0, 200)}.`);
}

function readUrl(text: string, base?: URL): URL {
  const url = text.length <= MAX_URL && URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:") || url.username || url.password) {
    throw new InputError(`No address that can be fetched: ${text.slice(0, 200)}`);
  }
  url.hash = "";
  return url;
}

interface Fetched {
  status: number;
  contentType: string | null;
  bytes: Buffer;
  location: string | null;
}

function ask(url: URL, { userAgent, maxBytes, guard = {} }: GetRequest, signal: AbortSignal): Promise<Fetched> {
  const isAllowed = guard.isAllowed ?? isPublicAddress;
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  // A name that is an address is never looked up.
  if (isIP(literal) && !isAllowed(literal)) throw refusedAddress(literal);
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === "https:" ? https : http).get(
      url,
      {
        headers: { "user-agent": userAgent, accept: "*/*", "accept-encoding": "gzip" },
        // A connection that is kept would go on to an address that the name may no longer have.
        agent: false,
        lookup: guardedLookup(guard.resolveName ?? systemResolver, isAllowed),
        signal,
      },
      (answer) => readAnswer(answer, maxBytes).then(resolve, reject),
    );
    sent.on("error", reject);
  });
}

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<Fetched> {
  const status = answer.statusCode ?? 0;
  const { location } = answer.headers;
  if (status >= 300 && status < 400 && location) {
    answer.destroy();
    return { status, contentType: null, bytes: Buffer.alloc(0), location };
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    pieces.push(piece);
  }
  const bytes = await unpack(Buffer.concat(pieces), answer.headers["content-encoding"], maxBytes);
  return { status, contentType: answer.headers["content-type"] ?? null, bytes, location: null };
}

/** What a server compressed, never to more than was allowed. @throws InputError when it is damaged or grows too large. */
function unpack(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const way = { gzip: gunzip, "x-gzip": gunzip }[encoding?.toLowerCase() ?? ""];
  if (!way) return Promise.resolve(bytes);
  return new Promise((resolve, reject) => {
    way(bytes, { maxOutputLength: maxBytes }, (error, unpacked) => {
      if (!error) resolve(unpacked);
      else if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") reject(tooLarge(maxBytes));
      else reject(new InputError("The answer is damaged: it cannot be unpacked."));
    });
  });
}

const systemResolver = (name: string) => lookUp(name, { all: true, verbatim: true });

/** Resolves a name once, and gives the connection only what it may go to: one bad address among good ones is a trick. */
function guardedLookup(
  resolveName: NonNullable<WebGuard["resolveName"]>,
  isAllowed: (address: string) => boolean,
): LookupFunction {
  return (name, options, callback) => {
    resolveName(name).then(
      (found) => {
        const refused = found.find(({ address }) => !isAllowed(address));
        const [first] = found;
        if (refused) callback(refusedAddress(refused.address), "", 0);
        else if (!first) callback(new InputError(`${name} has no address.`), "", 0);
        else if (options.all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

function refusedAddress(address: string): InputError {
  return new InputError(`${address} is no public address: nothing is fetched from private networks.`);
}

function tooLarge(maxBytes: number): InputError {
  return new InputError(`The answer is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[A-Za-z0-9_]{1,60}$/.test(code) ? code : "no answer";
}
