import { customerActivityTypes } from "../../domain/customers/customer-words.ts";
import { MAX_TITLE } from "../../domain/customers/keep-change.ts";
import { listTimeline, type TimelineEntry } from "../../domain/customers/list-timeline.ts";
import type { Inline, RichText } from "../ports/rich-text.ts";
import { type CustomerView, oneLine, sayMinute } from "./customer-view.ts";

const SHOWN = 12;

/** What was changed and done about the customer, newest first. */
export async function timelineTab(view: CustomerView): Promise<RichText> {
  const activities = await listTimeline(view.scope, view.customer.id, { limit: SHOWN });
  if (activities.length === 0) return [];
  return [{ type: "list", ordered: false, items: activities.map((one) => shown(view, one)) }];
}

// A note's words may be the customer's own.
function shown(view: CustomerView, { type, title, by, at }: TimelineEntry): Inline[] {
  const what = customerActivityTypes.label(type, view.language);
  const words = title === null || view.isWithheld ? [] : [oneLine(title, MAX_TITLE)];
  const text = [sayMinute(view, at), what, ...words, ...(by ? [by] : [])].join(" · ");
  return [{ type: "text", text }];
}
