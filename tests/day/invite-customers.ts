import type { Customer } from "./customers.ts";
import { openPhone, type Phone } from "./phones.ts";
import type { Platforms } from "./platforms.ts";
import type { Random } from "./random.ts";
import type { Tongue } from "./words.ts";

const tongues = ["en", "en", "zh", "zh", "traditional"] as const;
const channels = ["telegram", "wecom", "slack", "telegram", "wecom"] as const;

/** The day's customers with their accounts; every tenth has two. */
export function inviteCustomers(platforms: Platforms, count: number, random: Random) {
  const phones = new Map<string, Phone>();
  const tongueOf = new Map<string, Tongue>();
  const customers: Customer[] = [];
  const open = (channel: Phone["channel"], tongue: Tongue): Phone => {
    const id = `P${String(phones.size + 1).padStart(3, "0")}`;
    const phone = openPhone(platforms, channel, id, `Wang ${id}`);
    phones.set(id, phone);
    tongueOf.set(id, tongue);
    return phone;
  };
  for (let index = 0; index < count; index++) {
    const own = random.fork(`customer ${index}`);
    const tongue = own.pick(tongues);
    const first = open(own.pick(channels), tongue);
    const other: Phone["channel"] = first.channel === "telegram" ? "wecom" : "telegram";
    const isOnTwo = index % 10 === 9;
    customers.push({ phones: isOnTwo ? [first, open(other, tongue)] : [first], tongue, random: own });
  }
  return { customers, phones, tongues: tongueOf };
}
