import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { wrongFunds } from "./fund-errors.ts";
import { readCurrency } from "./money.ts";

/** What one unit of a currency was worth in the base currency on a day. */
export interface Rate {
  currency: string;
  /** A decimal number in text. */
  rate: string;
  /** `2026-11-22`. */
  day: string;
}

/** Reads a rate as it was typed or stands in a file. @throws InputError */
export function readRate({ currency, rate, day }: Rate, baseCurrency: string): Rate {
  const code = readCurrency(currency);
  if (code === baseCurrency) {
    throw wrongFunds({ en: `${code} is the base currency: it is worth 1`, zh: `${code} 是本位币，汇率恒为 1` });
  }
  const written = rate.trim();
  if (!/^\d{1,12}(\.\d{1,12})?$/.test(written) || !/[1-9]/.test(written)) {
    throw wrongFunds({
      en: `“${rate.slice(0, 40)}” is no rate: a number above zero with at most 12 decimal places`,
      zh: `“${rate.slice(0, 40)}”不是汇率：须为大于零、最多 12 位小数的数字`,
    });
  }
  if (!isDay(day.trim())) {
    throw wrongFunds({
      en: `“${day.slice(0, 40)}” is no day (2026-11-22)`,
      zh: `“${day.slice(0, 40)}”不是日期（2026-11-22）`,
    });
  }
  return { currency: code, rate: written, day: day.trim() };
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Sets a day's rate, checked by `readRate`; what it was before stands in the trail. False: it was this already. */
export async function setRate(
  { trx, orgId }: OrgScope,
  baseCurrency: string,
  { currency, rate, day }: Rate,
  by: AuditEntry["by"],
): Promise<boolean> {
  const key = { org_id: orgId, base_currency: baseCurrency, currency };
  const before = await trx("currency_rates").where(key).whereRaw("day = ?::date", [day]).forUpdate().first("rate");
  const { rowCount } = await trx.raw(
    `INSERT INTO currency_rates AS r (org_id, base_currency, currency, day, rate, set_by) VALUES (?, ?, ?, ?::date, ?::numeric, ?)
     ON CONFLICT (org_id, base_currency, currency, day) DO UPDATE
       SET rate = excluded.rate, set_by = excluded.set_by, updated_at = now() WHERE r.rate <> excluded.rate`,
    [orgId, baseCurrency, currency, day, rate, "userId" in by ? by.userId : null] as string[],
  );
  if (rowCount === 0) return false;
  await writeAudit(trx, {
    orgId,
    by,
    action: "rate.set",
    resourceType: "currency_rate",
    resourceId: orgId,
    changes: { baseCurrency, currency, day, before: before?.rate ?? null, after: rate },
  });
  return true;
}

/** The newest rates, by currency and day. */
export async function listRates({ trx, orgId }: OrgScope, baseCurrency: string, limit: number): Promise<Rate[]> {
  const { rows } = await trx.raw(
    `SELECT currency, rate::text AS rate, day::text AS day FROM currency_rates
     WHERE org_id = ? AND base_currency = ? ORDER BY day DESC, currency LIMIT ?`,
    [orgId, baseCurrency, limit],
  );
  return rows;
}
