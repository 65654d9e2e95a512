import type { z } from "zod";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import type { Media } from "./world.ts";

/** One call of `/cgi-bin/…`, read. */
export interface ApiCall {
  /** Without `/cgi-bin/`. */
  path: string;
  query: URLSearchParams;
  /** The JSON body, `{}` when there is none. */
  body: unknown;
  /** The body as it came, to tell equal requests. */
  raw: string;
  form: () => Promise<FormData>;
}

export type ApiAnswer = { json: object } | { file: Media };

/** Answers one interface; throws `WecomRefusal`. */
export type ApiRoute = (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;

export type ApiRoutes = Record<string, ApiRoute>;

/** The body in its shape, or the refusal that WeCom gives for anything else. */
export function bodyOf<T>(call: ApiCall, shape: z.ZodType<T>): T {
  const read = shape.safeParse(call.body);
  if (!read.success) throw new WecomRefusal(errcodes.invalidParameter);
  return read.data;
}

export const ok = (fields: object = {}): ApiAnswer => ({ json: { errcode: 0, errmsg: "ok", ...fields } });
