import { customerActivityTypes } from "../../domain/customers/customer-words.ts";
import { MAX_TITLE } from "../../domain/customers/keep-change.ts";
import type { CodeOf } from "../../domain/language/word-list.ts";
import type { Inline, RichText } from "../ports/rich-text.ts";
import { type CustomerView, oneLine, sayMinute } from "./customer-view.ts";

const SHOWN = 12;

interface Activity {
  type: CodeOf<typeof customerActivityTypes>;
  title: string | null;
  by: string | null;
  created_at: Date;
}

/** What was changed and done about the customer, newest first. */
export async function timelineTab(view: CustomerView): Promise<RichText> {
  const activities = await readActivities(view);
  if (activities.length === 0) return [];
  return [{ type: "list", ordered: false, items: activities.map((one) => shown(view, one)) }];
}

async function readActivities({ scope, customer }: CustomerView): Promise<Activity[]> {
  return scope
    .trx("customer_activities as a")
    .leftJoin("users as u", "u.id", "a.user_id")
    .where({ "a.org_id": scope.orgId, "a.customer_id": customer.id })
    .orderBy([
      { column: "a.created_at", order: "desc" },
      { column: "a.id", order: "desc" },
    ])
    .limit(SHOWN)
    .select("a.type", "a.title", "u.name as by", "a.created_at");
}

// A note's words may be the customer's own.
function shown(view: CustomerView, { type, title, by, created_at }: Activity): Inline[] {
  const what = customerActivityTypes.label(type, view.language);
  const words = title === null || view.isWithheld ? [] : [oneLine(title, MAX_TITLE)];
  const text = [sayMinute(view, created_at), what, ...words, ...(by ? [by] : [])].join(" · ");
  return [{ type: "text", text }];
}
