import type { SeedStep } from "./plan.ts";

const STAFF = 60;

/** Two organisations, a huge and a small one (one customer in a hundred), their staff, channels, teams and customers. */
export const people: SeedStep[][] = [
  [
    {
      table: "organizations",
      sql: "INSERT INTO organizations (id, code, name) VALUES (scale.key('org:small'), 'small', 'Small brokerage')",
    },
  ],
  [
    {
      table: "scale.organizations",
      sql: `CREATE TABLE scale.organizations AS
        SELECT code = 'small' AS is_small, id, code FROM organizations WHERE code IN ('default', 'small')`,
    },
  ],
  [
    {
      table: "channels",
      sql: `INSERT INTO channels (id, org_id, platform, name, status, config)
        SELECT scale.key('channel:' || code), id, 'wechaty', 'archive', 'paused', '{}' FROM scale.organizations`,
    },
    {
      table: "teams",
      sql: `INSERT INTO teams (id, org_id, name)
        SELECT scale.key('team:' || code || n), id, 'Team ' || n FROM scale.organizations, generate_series(1, 4) n`,
    },
    {
      table: "users",
      sql: `INSERT INTO users (id, org_id, employee_code, email, name, role, created_at)
        SELECT scale.key('user:' || code || n), id, 'EMP_' || (900 + n), 'person' || n || '@' || code || '.test', 'Person ' || n,
          CASE WHEN n % 12 = 0 THEN 'manager' WHEN n % 5 = 0 THEN 'sales' ELSE 'agent' END, scale.until() - scale.span()
        FROM scale.organizations, generate_series(0, ${STAFF - 1}) n`,
    },
    {
      table: "tags",
      sql: `INSERT INTO tags (id, org_id, name)
        SELECT scale.key('tag:' || code || n), id, 'tag ' || n FROM scale.organizations, generate_series(0, 19) n`,
    },
    {
      table: "scripts",
      sql: `INSERT INTO scripts (id, org_id, script_code, category, content_en, content_cn, status)
        SELECT scale.key('script:' || code || n), id, 'SCALE_' || n, 'general', 'Words ' || n, '话术 ' || n, 'retired'
        FROM scale.organizations, generate_series(0, 49) n`,
    },
  ],
  [
    {
      table: "scale.customers",
      sql: `CREATE TABLE scale.customers AS
        SELECT n, scale.key('customer:' || n) AS id, o.id AS org_id, o.code AS org, scale.key('channel:' || o.code) AS channel_id,
          CASE WHEN scale.dice('owner?' || n) < 0.8
            THEN scale.key('user:' || o.code || floor(scale.dice('owner' || n) ^ 1.5 * ${STAFF})::integer) END AS owner_id,
          scale.until() - scale.span() * (1 - n::double precision / scale.customers()) AS at
        FROM generate_series(0, scale.customers() - 1) n JOIN scale.organizations o ON o.is_small = (n % 100 = 99)`,
    },
    {
      table: "team members",
      sql: `INSERT INTO user_teams (user_id, team_id, org_id)
        SELECT scale.key('user:' || code || n), scale.key('team:' || code || (1 + n % 4)), id
        FROM scale.organizations, generate_series(0, ${STAFF - 1}) n`,
    },
  ],
  [
    {
      table: "customers",
      sql: `INSERT INTO customers (id, org_id, customer_code, name, phone, email, wechat_id, country, city, language, tier, stage,
          journey_stage, score, owner_id, source_channel, created_at, updated_at, last_contact_at, risk_preference)
        SELECT id, org_id, 'CUST_' || (900000 + n),
          scale.pick('first' || n, 'Li', 'Wang', 'Zhang', 'Chen', 'Anna', 'Juan', 'Olga', 'Tom') || ' ' || scale.pick('last' || n, 'Wei', 'Na', 'Fang', 'Min', 'Smith', 'Silva')
            || ' ' || n / 3,
          CASE WHEN n % 5 < 3 THEN '+86138' || lpad(n::text, 8, '0') END, CASE WHEN n % 4 = 0 THEN 'c' || n || '@mail.test' END,
          CASE WHEN n % 7 = 0 THEN 'wx_' || n END, scale.pick('country' || n, 'CN', 'HK', 'SG', 'US'), scale.pick('city' || n, 'Shanghai', 'Shenzhen', 'Beijing'),
          scale.pick('language' || n, 'zh', 'en'), scale.pick('tier' || n, 'C', 'B', 'A', 'S'),
          scale.pick('stage' || n, 'potential', 'interested', 'opportunity', 'closed', 'repeat', 'lost'),
          scale.pick('journey' || n, 'awareness', 'attention', 'trust', 'engage', 'action', 'subscribe', 'growth'),
          floor(scale.dice('score' || n) ^ 2 * 100)::integer, owner_id, scale.pick('source' || n, 'telegram', 'website', 'referral'),
          at, at, at + (scale.until() - at) * scale.dice('contact' || n), scale.pick('risk' || n, 'balanced', 'conservative', 'aggressive')
        FROM scale.customers`,
    },
    {
      table: "customer_identities",
      sql: `INSERT INTO customer_identities (id, org_id, channel_id, platform, external_user_id, customer_id, display_name, created_at)
        SELECT scale.key('identity:' || n), org_id, channel_id, 'wechaty', 'big:' || n, id, 'Customer ' || n, at FROM scale.customers`,
    },
    {
      table: "customer_tags",
      sql: `INSERT INTO customer_tags (customer_id, tag_id, org_id, tagged_at)
        SELECT id, scale.key('tag:' || org || floor(scale.dice('tag' || n || ':' || k) ^ 2 * 10 + k * 10)::integer), org_id, at
        FROM scale.customers, generate_series(0, 1) k WHERE n % 3 > 0`,
    },
    {
      table: "consents",
      sql: `INSERT INTO consents (id, org_id, customer_id, kind, state, created_at)
        SELECT scale.id_at('consent:' || n || k, at), org_id, id, (ARRAY['data_processing', 'marketing'])[k], CASE WHEN scale.dice('granted' || n || k) < 0.9 THEN 'granted' ELSE 'withdrawn' END, at
        FROM scale.customers, generate_series(1, 2) k`,
    },
    {
      table: "customer_contacts",
      sql: `INSERT INTO customer_contacts (id, org_id, customer_id, name, phone, email, is_primary, created_at)
        SELECT scale.key('contact:' || n), org_id, id, 'Contact ' || n, '+86139' || lpad(n::text, 8, '0'), 'k' || n || '@mail.test', true, at
        FROM scale.customers WHERE n % 2 = 0`,
    },
    {
      table: "customer_external_refs",
      sql: `INSERT INTO customer_external_refs (id, org_id, customer_id, system, external_ref, created_at, account_opened_at)
        SELECT scale.key('ref:' || n), org_id, id, 'mt5', (700000 + n)::text, at, CASE WHEN n % 4 = 0 THEN at + interval '9 days' END
        FROM scale.customers WHERE n % 2 = 1`,
    },
    {
      table: "leads",
      sql: `INSERT INTO leads (id, org_id, number, channel_id, source_platform, contact_name, contact_phone, contact_email, score, status,
          assigned_to, customer_id, converted_at, created_at, updated_at)
        SELECT scale.key('lead:' || n), org_id, 100000 + n, channel_id, 'telegram', 'Lead ' || n, '+86138' || lpad(n::text, 8, '0'),
          'c' || n || '@mail.test', floor(scale.dice('lead' || n) ^ 3 * 100)::integer,
          CASE WHEN n % 3 = 0 THEN 'converted' WHEN n < scale.customers() * 0.9 THEN 'lost' ELSE scale.pick('status' || n, 'contacted', 'new', 'qualified') END,
          owner_id, CASE WHEN n % 3 = 0 THEN id END, CASE WHEN n % 3 = 0 THEN at + interval '3 days' END, at, at
        FROM scale.customers`,
    },
    {
      table: "lead_activities",
      sql: `INSERT INTO lead_activities (id, org_id, lead_id, type, score_impact, created_at)
        SELECT scale.key('lead act:' || n || ':' || k), org_id, scale.key('lead:' || n), scale.pick('act' || n || ':' || k, 'message', 'chat_start', 'deposit_question', 'contact_given'), 5, at + k * interval '1 day'
        FROM scale.customers, generate_series(1, 3) k`,
    },
    {
      table: "customer_activities",
      sql: `INSERT INTO customer_activities (id, org_id, customer_id, user_id, type, title, created_at)
        SELECT scale.key('activity:' || n || ':' || k), org_id, id, owner_id, scale.pick('activity' || n || ':' || k, 'conversation_started', 'note_added', 'stage_change', 'tag_change'), 'Activity', at + k * interval '11 days'
        FROM scale.customers, generate_series(1, 4) k`,
    },
    {
      table: "customer_journey",
      sql: `INSERT INTO customer_journey (id, org_id, customer_id, from_stage, to_stage, created_at)
        SELECT scale.key('journey:' || n || ':' || k), org_id, id, (ARRAY['awareness', 'attention', 'trust'])[k], (ARRAY['attention', 'trust', 'engage'])[k], at + k * interval '5 days'
        FROM scale.customers, generate_series(1, 3) k WHERE scale.dice('goes on' || n || ':' || k) < 0.6`,
    },
    {
      table: "memories",
      sql: `INSERT INTO memories (id, org_id, customer_id, type, content, category, created_at)
        SELECT scale.id_at('memory:' || n, at), org_id, id, 'long_term', 'Prefers mornings ' || n, 'preference', at FROM scale.customers WHERE n % 2 = 0`,
    },
  ],
];
