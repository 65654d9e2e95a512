import { readMultipart, type UploadedFile } from "./multipart.ts";

/** What a method was called with, whichever of Telegram's four ways was used. */
export interface Call {
  params: Record<string, unknown>;
  /** Uploaded files by the name of their part. */
  files: Map<string, UploadedFile>;
}

/**
 * Reads query string, JSON, form and multipart bodies (Bot API, "Making requests"). Outside of JSON every value is text
 * and objects are JSON in it; the methods' schemas take both.
 */
export function readCall(url: URL, contentType: string, body: Buffer): Call {
  const params: Record<string, unknown> = Object.fromEntries(url.searchParams);
  const files = new Map<string, UploadedFile>();
  const [type = ""] = contentType.split(";");

  if (type === "application/json" && body.length > 0) {
    Object.assign(params, JSON.parse(body.toString("utf8")));
  } else if (type === "application/x-www-form-urlencoded") {
    Object.assign(params, Object.fromEntries(new URLSearchParams(body.toString("utf8"))));
  } else if (type === "multipart/form-data") {
    const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? "";
    for (const [name, value] of readMultipart(body, boundary)) {
      if (typeof value === "string") params[name] = value;
      else files.set(name, value);
    }
  }
  return { params, files };
}
