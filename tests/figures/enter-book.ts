import type { Knex } from "knex";
import { customerCode, employeeCode } from "../../domain/organisation/codes.ts";
import type { Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import type { Book, Fund } from "./book.ts";

export interface Entered {
  orgId: string;
  users: string[];
  customers: string[];
}

/** Writes a book into an organisation of its own. */
export async function enterBook(db: Database, book: Book): Promise<Entered> {
  const knex = db.system;
  const orgId = newId();
  await knex("organizations").insert({ id: orgId, code: `o${orgId.slice(-12)}`, name: "Book" });
  await enterSetting(knex, orgId, "organization.timezone", book.zone);
  await enterSetting(knex, orgId, "organization.base_currency", book.baseCurrency);
  const users = Array.from({ length: book.users }, () => newId());
  const customers = book.customers.map(() => newId());
  const row = <T extends object>(columns: T) => ({ id: newId(), org_id: orgId, ...columns });
  const who = ({ customer, user }: { customer: number; user: number | null }) => ({
    customer_id: customers[customer],
    user_id: user === null ? null : users[user],
  });
  await insert(
    knex,
    "users",
    users.map((id, n) => ({ id, org_id: orgId, name: `U${n}`, email: `${id}@x.test`, employee_code: employeeCode(n) })),
  );
  await insert(
    knex,
    "customers",
    book.customers.map(({ owner, status, source }, n) => ({
      id: customers[n],
      org_id: orgId,
      customer_code: customerCode(n),
      name: `C${n}`,
      status,
      owner_id: owner === null ? null : users[owner],
      source_channel: source,
    })),
  );
  const tofu = book.tofu.map((one, n) =>
    row({
      ...who(one),
      contact_date: one.date,
      source_channel: one.source,
      stayed_in_group: one.stayed,
      created_at: new Date(n),
    }),
  );
  await insert(knex, "funnel_tofu", tofu);
  const mofu = book.mofu.map((one) =>
    row({
      ...who(one),
      total_conversations: one.total,
      high_quality_conversations: one.good,
      account_opened: one.opened,
    }),
  );
  await insert(knex, "funnel_mofu", mofu);
  const bofu = book.bofu.map((one) => row({ ...who(one), currency: one.currency, is_vip: one.isVip }));
  await insert(knex, "funnel_bofu", bofu);
  const funds = (kind: Fund["kind"]) => book.funds.filter((fund) => fund.kind === kind);
  const money = (fund: Fund) => ({
    ...who(fund),
    amount: decimal(fund.amount, 8),
    currency: fund.currency,
    status: fund.status,
  });
  await insert(
    knex,
    "deposits",
    funds("deposit").map((fund) =>
      row({
        ...money(fund),
        deposit_code: newId(),
        deposit_type: "first",
        deposited_at: fund.at,
        confirmed_at: new Date(0),
      }),
    ),
  );
  await insert(
    knex,
    "withdrawals",
    funds("withdrawal").map((fund) =>
      row({ ...money(fund), withdrawal_code: newId(), requested_at: new Date(0), processed_at: fund.at }),
    ),
  );
  const rates = book.rates.map(({ currency, base, day, rate }) => ({
    org_id: orgId,
    currency,
    base_currency: base,
    day,
    rate: decimal(rate, 6),
  }));
  await insert(knex, "currency_rates", rates);
  return { orgId, users, customers };
}

async function enterSetting(knex: Knex, orgId: string, key: string, value: string | null): Promise<void> {
  if (value === null) return;
  const row = { id: newId(), org_id: orgId, key, value: JSON.stringify(value), value_type: "string" };
  await knex("settings").insert({ ...row, category: "organization" });
}

async function insert(knex: Knex, table: string, rows: object[]): Promise<void> {
  if (rows.length > 0) await knex(table).insert(rows);
}

function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
