import type { JourneyEvent } from "../../../domain/customers/journey.ts";
import type { Dice } from "./dice.ts";
import { DAY_MS, inWorkingHours } from "./working-day.ts";

/** Money that came or went; `amount` is decimal text. */
export interface Transfer {
  amount: string;
  currency: string;
  at: Date;
  settledAt: Date | null;
  status: "pending" | "confirmed" | "failed";
}

export interface Move {
  event: JourneyEvent;
  at: Date;
}

export interface Money {
  accountOpenedAt: Date | null;
  deposits: Transfer[];
  withdrawals: Transfer[];
  moves: Move[];
}

/** Of ten customers five or six open an account, of whom most pay in. Never more goes out than came in. Pure. */
export function planMoney(
  dice: Dice,
  { currency, createdAt, end }: { currency: string; createdAt: Date; end: Date },
): Money {
  const money: Money = { accountOpenedAt: null, deposits: [], withdrawals: [], moves: [] };
  const openedAt = later(dice, createdAt, 1, 5);
  if (openedAt >= end || !dice.chance(0.56)) return money;
  money.accountOpenedAt = openedAt;
  money.moves.push({ event: "account_opened", at: openedAt });
  let cents = 0;
  let at = later(dice, openedAt, 1, 6);
  while (at < end && money.deposits.length < 6 && dice.chance(money.deposits.length === 0 ? 0.75 : 0.6)) {
    const paid = dice.between(4, 100) * 50_00 + dice.pick([0, 0, 0, 37, 50]);
    const transfer = settle(dice, { cents: paid, currency, at, end });
    money.deposits.push(transfer);
    if (transfer.status === "confirmed") {
      money.moves.push({ event: cents === 0 ? "first_deposit" : "repeat_deposit", at: transfer.settledAt ?? at });
      cents += paid;
    }
    at = later(dice, at, 6, 30);
  }
  const outAt = later(dice, money.deposits.at(-1)?.at ?? end, 5, 25);
  if (cents > 0 && outAt < end && dice.chance(0.45)) {
    const out = Math.max(10_00, Math.floor((cents * dice.between(10, 60)) / 100));
    money.withdrawals.push(settle(dice, { cents: out, currency, at: outAt, end }));
  }
  return money;
}

/** What came long ago is settled, a few of it to no avail; what came today waits. */
function settle(
  dice: Dice,
  { cents, currency, at, end }: { cents: number; currency: string; at: Date; end: Date },
): Transfer {
  const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  const settledAt = new Date(at.getTime() + dice.between(1, 20) * 60 * 60_000);
  const isFailed = dice.chance(0.05);
  if (settledAt >= end) return { amount, currency, at, settledAt: null, status: "pending" };
  return { amount, currency, at, settledAt, status: isFailed ? "failed" : "confirmed" };
}

function later(dice: Dice, from: Date, least: number, most: number): Date {
  return inWorkingHours(dice, new Date(from.getTime() + dice.between(least, most) * DAY_MS));
}
