import type { SeedStep } from "./plan.ts";

/** Years of money in and out, what is in the pipeline, figures of each person and day, and the trail of it all. */
export const funds: SeedStep[][] = [
  [
    {
      table: "deposits",
      sql: `INSERT INTO deposits (id, org_id, deposit_code, external_ref, customer_id, user_id, amount, currency, deposit_type, status, deposited_at, confirmed_at, created_at)
        SELECT scale.key('deposit:' || n || ':' || k), org_id, 'BIGD_' || n || '_' || k, 'in-' || n || '-' || k, id, owner_id, round((100 + scale.dice('in' || n || k) ^ 4 * 50000)::numeric, 2),
          scale.pick('money' || n, 'USD', 'CNY', 'USDT'), CASE k WHEN 1 THEN 'first' ELSE 'repeat' END,
          CASE WHEN paid > scale.until() - interval '2 days' THEN 'pending' WHEN (n + k) % 50 = 0 THEN 'failed' ELSE 'confirmed' END, paid, CASE WHEN paid <= scale.until() - interval '2 days' THEN paid + interval '1 hour' END, paid
        FROM scale.customers, generate_series(1, 12) k, LATERAL (SELECT at + interval '10 days' + (scale.until() - at) * (k / 12.0) * scale.dice('paid' || n || k) AS paid) p
        WHERE n % 4 = 0 AND k <= 1 + floor(scale.dice('pays' || n) ^ 2 * 12) AND paid < scale.until()`,
    },
    {
      table: "withdrawals",
      sql: `INSERT INTO withdrawals (id, org_id, withdrawal_code, external_ref, customer_id, user_id, amount, currency, risk_level, status, requested_at, processed_at, due_at, created_at)
        SELECT scale.key('withdrawal:' || n || ':' || k), org_id, 'BIGW_' || n || '_' || k, 'out-' || n || '-' || k, id, owner_id, round((50 + scale.dice('out' || n || k) ^ 4 * 20000)::numeric, 2), scale.pick('money' || n, 'USD', 'CNY', 'USDT'),
          scale.pick('risky' || n || k, 'low', 'medium', 'high'), CASE WHEN asked > scale.until() - interval '2 days' THEN 'pending' ELSE 'confirmed' END, asked,
          CASE WHEN asked <= scale.until() - interval '2 days' THEN asked + interval '1 day' END, asked + interval '3 days', asked
        FROM scale.customers, generate_series(1, 6) k, LATERAL (SELECT at + interval '40 days' + (scale.until() - at) * (k / 6.0) * scale.dice('asked' || n || k) AS asked) p
        WHERE n % 4 = 0 AND k <= floor(scale.dice('takes' || n) ^ 2 * 7) AND asked < scale.until()`,
    },
    {
      table: "deals",
      sql: `INSERT INTO deals (id, org_id, customer_id, title, amount, currency, stage, probability, owner_id, created_at, updated_at)
        SELECT scale.key('deal:' || n), org_id, id, 'Account ' || n, 1000 + n, 'USD', scale.pick('deal' || n, 'won', 'lost', 'proposal', 'initial'), 50, owner_id, at, at FROM scale.customers WHERE n % 3 = 0`,
    },
    {
      table: "currency_rates",
      sql: `INSERT INTO currency_rates (org_id, base_currency, currency, day, rate)
        SELECT id, 'USD', currency, day::date, CASE currency WHEN 'CNY' THEN 0.14 ELSE 1 END
        FROM scale.organizations, unnest(ARRAY['CNY', 'USDT']) currency, generate_series(scale.until() - scale.span(), scale.until(), interval '1 day') day`,
    },
    {
      table: "employee_kpis",
      sql: `INSERT INTO employee_kpis (id, org_id, user_id, date, currency, tofu_contacts, conversations_handled, overall_score)
        SELECT scale.key('kpi:' || code || n || day), id, scale.key('user:' || code || n), day::date, 'USD', n % 7, n % 20, 60 + n % 30
        FROM scale.organizations, generate_series(0, 59) n, generate_series(scale.until() - scale.span(), scale.until() - interval '2 days', interval '1 day') day`,
    },
    {
      table: "kpi_days",
      sql: `INSERT INTO kpi_days (org_id, date, computed_at)
        SELECT id, day::date, day + interval '1 day 1 hour' FROM scale.organizations, generate_series(scale.until() - scale.span(), scale.until() - interval '2 days', interval '1 day') day`,
    },
    {
      table: "funnel_tofu",
      sql: `INSERT INTO funnel_tofu (id, org_id, customer_id, user_id, contact_date, source_channel)
        SELECT scale.key('tofu:' || n), org_id, id, owner_id, at::date, scale.pick('source' || n, 'telegram', 'website', 'referral') FROM scale.customers`,
    },
    {
      table: "funnel_mofu",
      sql: `INSERT INTO funnel_mofu (id, org_id, customer_id, user_id, total_conversations, account_opened, opened_at)
        SELECT scale.key('mofu:' || n), org_id, id, owner_id, 3, n % 4 = 1, CASE WHEN n % 4 = 1 THEN at + interval '9 days' END FROM scale.customers WHERE n % 2 = 1`,
    },
    {
      table: "funnel_bofu",
      sql: `INSERT INTO funnel_bofu (id, org_id, customer_id, user_id, currency, total_deposits, deposit_count, first_deposit_at)
        SELECT scale.key('bofu:' || n), org_id, id, owner_id, 'USD', 1000 + n, 3, at + interval '10 days' FROM scale.customers WHERE n % 4 = 0`,
    },
    {
      table: "audit_logs",
      sql: `INSERT INTO audit_logs (id, org_id, user_id, actor, action, resource_type, resource_id, created_at)
        SELECT scale.key('audit:' || n), org_id, agent_id, 'user:' || agent_id, 'conversation.take', 'conversation', id, at + interval '10 minutes'
        FROM scale.conversations ORDER BY n`,
    },
  ],
];
