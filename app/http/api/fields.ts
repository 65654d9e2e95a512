import { z } from "zod";
import { customerReferencePattern } from "../../../domain/customers/customer-reference.ts";
import { storedText } from "../../../infra/db/stored-text.ts";
import { ApiError } from "./problem.ts";

/** The name of a customer from outside. */
export const CustomerRef = z
  .string()
  .regex(customerReferencePattern, "must be a customer code such as CUST_00042, or SYSTEM:NUMBER such as crm:881")
  .describe("A customer: CUST_00042, or another system's number for them: crm:881");

/** The name of a conversation. */
export const ConversationRef = z.string().max(40).describe("A conversation: C1042, or its id");

/** The name of a lead. */
export const LeadRef = z
  .string()
  .regex(
    /^(?:[lL]\d{1,15}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    "must be a lead's code such as L1042, or its id",
  )
  .describe("A lead: L1042, or its id");

/** The name of a member of staff. */
export const StaffRef = z
  .string()
  .trim()
  .min(1)
  .max(254)
  .describe("A member of staff: the employee code, or the e-mail address");

/** One line that people read. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, "must be one line");

/** Text of any number of lines, as it can be kept. */
export const text = (max: number) => z.string().max(max).overwrite(storedText).regex(/\S/, "must not be blank");

/** An instant in an answer. */
export const instant = z.string().meta({ format: "date-time" });

/** An instant as an answer shows it. */
export const shownAt = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Nothing to read there. */
export const none = z.object({});

/** How far another system's clock may be ahead of ours. */
const AHEAD_MS = 24 * 60 * 60_000;

/** When something happened, by the report; now where it does not say. @throws ApiError 400 for what lies ahead. */
export function pastInstant(text: string | undefined, now: Date, pointer: string): Date {
  const at = text === undefined ? now : new Date(text);
  if (at.getTime() <= now.getTime() + AHEAD_MS) return at;
  const detail = "lies in the future";
  throw new ApiError("invalid-request", {
    detail: `body ${pointer}: ${detail}`,
    errors: [{ in: "body", pointer, detail }],
  });
}
