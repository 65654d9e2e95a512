import { DateTime } from "luxon";
import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** A customer as somebody is shown them at one place. */
export interface CustomerView {
  scope: OrgScope;
  customer: Customer;
  language: Language;
  /** What the customer wrote, or staff wrote about them, must not be shown in this place. */
  isWithheld: boolean;
  /** The organisation's: times are shown in it. */
  zone: string;
}

/** `2026-11-26 15:30`, in the organisation's zone. */
export function sayMinute({ zone }: Pick<CustomerView, "zone">, at: Date): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd HH:mm");
}

/** One line of a list, short, without line breaks and masked. */
export function oneLine(text: string, max = 200): string {
  return maskedExcerpt(text, max);
}
