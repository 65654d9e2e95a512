import { z } from "zod";
import { ApiError } from "./problem.ts";

/** What every list takes. */
export const pageQuery = {
  cursor: z.string().max(200).optional().describe("`nextCursor` of the page before; absent: the first page"),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("How many at most"),
};

/** What every list answers with. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe("For the page after this one; null: this is the last"),
  });
}

/** A place in a list, as its reader carries it from page to page: opaque, since what it holds may change. */
export function writeCursor(place: string[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** @throws ApiError 400 for what no page gave out. */
export function readCursor<T extends z.ZodType>(cursor: string | undefined, schema: T): z.output<T> | null {
  if (cursor === undefined) return null;
  const result = schema.safeParse(parse(cursor));
  if (result.success) return result.data;
  const detail = "is no cursor of this list; leave it out for the first page";
  throw new ApiError("invalid-request", {
    detail: `query /cursor: ${detail}`,
    errors: [{ in: "query", pointer: "/cursor", detail }],
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

/** Of one row more than asked for: the page, and where the next begins. */
export function cutPage<Row>(
  rows: Row[],
  limit: number,
  placeOf: (row: Row) => string[],
): { page: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: rows.length > limit && last ? writeCursor(placeOf(last)) : null };
}
