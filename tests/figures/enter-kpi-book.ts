import { customerCode, employeeCode } from "../../domain/organisation/codes.ts";
import type { Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import type { KpiBook } from "./kpi-book.ts";

export interface EnteredKpiBook {
  orgId: string;
  users: string[];
  customers: string[];
  conversations: string[];
}

type Knex = Database["system"];

/** Makes an organisation of its own with a book's staff, customers and conversations. */
export async function openKpiBook({ system }: Database, book: KpiBook): Promise<EnteredKpiBook> {
  const orgId = newId();
  const entered: EnteredKpiBook = {
    orgId,
    users: [newId(), newId()],
    customers: book.customers.map(() => newId()),
    conversations: book.conversations.map(() => newId()),
  };
  const userOf = (user: number | null) => (user === null ? null : entered.users[user]);
  await system("organizations").insert({ id: orgId, code: `k${orgId.slice(-12)}`, name: "Book" });
  await system("settings").insert({
    id: newId(),
    org_id: orgId,
    key: "organization.timezone",
    value: JSON.stringify(book.zone),
    value_type: "string",
    category: "organization",
  });
  await insert(
    system,
    "users",
    entered.users.map((id, n) => ({
      id,
      org_id: orgId,
      name: `U${n}`,
      email: `${id}@x.test`,
      employee_code: employeeCode(n),
    })),
  );
  const kept = newId();
  await insert(system, "customers", [
    {
      id: kept,
      org_id: orgId,
      customer_code: "CUST_99999",
      name: "Kept",
      owner_id: null,
      created_at: new Date(0),
      merged_into: null,
    },
    ...book.customers.map((one, n) => ({
      id: entered.customers[n],
      org_id: orgId,
      customer_code: customerCode(n),
      name: `C${n}`,
      owner_id: userOf(one.owner),
      created_at: one.at,
      merged_into: one.isMerged ? kept : null,
    })),
  ]);
  await insert(system, "conversations", [
    ...book.conversations.map((one, n) => ({
      id: entered.conversations[n],
      org_id: orgId,
      number: n + 1,
      chat: `c${n}`,
      customer_id: null,
      is_group: false,
      agent_id: userOf(one.agent),
      status: one.status,
      resolved_at: one.resolvedAt,
      satisfaction_score: one.rating?.score ?? null,
      satisfaction_rated_at: one.rating?.at ?? null,
      waiting_since: one.isWaiting ? new Date(0) : null,
      sla_first_response_at: one.due.first_response,
      sla_next_response_at: one.due.next_response,
      sla_resolve_deadline: one.due.resolution,
    })),
    ...book.customers.flatMap((one, n) =>
      one.isInGroup
        ? [
            {
              id: newId(),
              org_id: orgId,
              number: 100 + n,
              chat: `g${n}`,
              customer_id: entered.customers[n],
              is_group: true,
              status: "active",
            },
          ]
        : [],
    ),
  ]);
  return entered;
}

/** Enters what happened to them. */
export async function enterHappenings({ system }: Database, entered: EnteredKpiBook, book: KpiBook): Promise<void> {
  const userOf = (user: number | null) => (user === null ? null : entered.users[user]);
  const row = <T extends object>(columns: T) => ({ id: newId(), org_id: entered.orgId, ...columns });
  const inTalk = (conversation: number) => ({ conversation_id: entered.conversations[conversation] });
  await insert(
    system,
    "customer_external_refs",
    book.refs.map(({ customer, at }) =>
      row({ customer_id: entered.customers[customer], system: "crm", external_ref: newId(), account_opened_at: at }),
    ),
  );
  for (const kind of ["deposit", "withdrawal"] as const) {
    const funds = book.funds.filter((fund) => fund.kind === kind);
    await insert(
      system,
      `${kind}s`,
      funds.map((fund) => row(fundRow(fund, entered))),
    );
  }
  await insert(
    system,
    "currency_rates",
    book.rates.map(({ day, rate }) => ({
      org_id: entered.orgId,
      base_currency: "USD",
      currency: "CNY",
      day,
      rate: decimal(rate, 4),
    })),
  );
  const messages = book.messages.map((message) => ({ ...message, id: newId() }));
  await insert(
    system,
    "messages",
    messages.map(({ id, conversation, user, status, at }) => ({
      ...row({ ...inTalk(conversation), user_id: userOf(user), direction: "outbound", status, sent_at: at }),
      id,
      sender_type: user === null ? "ai" : "agent",
    })),
  );
  await insert(
    system,
    "message_insights",
    messages.map(({ id, at, quality }) => ({
      message_id: id,
      message_sent_at: at,
      org_id: entered.orgId,
      quality_score: quality,
    })),
  );
  await insert(
    system,
    "conversation_events",
    book.events.map(({ conversation, user, type, before, reason, at }) =>
      row({
        ...inTalk(conversation),
        user_id: userOf(user),
        event_type: type,
        event_data: JSON.stringify({ before: { agentId: userOf(before) }, after: { handoffReason: reason } }),
        created_at: at,
      }),
    ),
  );
  await insert(
    system,
    "sla_results",
    book.results.map(({ conversation, user, kind, outcome, isMet, waited, at }) =>
      row({
        ...inTalk(conversation),
        user_id: userOf(user),
        kind,
        priority: "medium",
        waiting_since: waited === null ? null : new Date(at.getTime() - waited * 1000),
        ended_at: at,
        outcome,
        is_met: isMet,
      }),
    ),
  );
}

function fundRow(fund: KpiBook["funds"][number], { users, customers }: EnteredKpiBook) {
  const known = {
    customer_id: customers[fund.customer],
    user_id: fund.user === null ? null : users[fund.user],
    amount: decimal(fund.cents, 2),
    currency: fund.currency,
    status: fund.status,
  };
  return fund.kind === "deposit"
    ? {
        ...known,
        deposit_code: newId(),
        deposit_type: "repeat",
        deposited_at: fund.at,
        confirmed_at: fund.status === "confirmed" ? fund.at : null,
      }
    : {
        ...known,
        withdrawal_code: newId(),
        requested_at: fund.at,
        processed_at: fund.status === "pending" ? null : fund.at,
      };
}

function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

async function insert(knex: Knex, table: string, rows: object[]): Promise<void> {
  if (rows.length > 0) await knex(table).insert(rows);
}
