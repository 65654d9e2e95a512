/** How much is made, and from what. The same plan gives the same rows. */
export interface SeedPlan {
  seed: number;
  messages: number;
  customers: number;
  /** Years of talk and funds, up to `until`. */
  years: number;
  until: Date;
}

/** What one statement makes. They run in the order of their groups; within a group at the same time. */
export interface SeedStep {
  table: string;
  sql: string;
}

/**
 * Values and functions that the statements share, in a schema of its own that is dropped at the end: `scale.dice(KEY)` is
 * a number from 0 to 1 and `scale.key(KEY)` an id, both from the seed and the key alone, whatever the order of rows.
 */
export function seedSchema({ seed, messages, customers, years, until }: SeedPlan): string {
  const conversations = Math.max(20, Math.round(messages / 7));
  return `
    CREATE SCHEMA scale;
    CREATE FUNCTION scale.messages() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ${messages}';
    CREATE FUNCTION scale.customers() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ${customers}';
    CREATE FUNCTION scale.conversations() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ${conversations}';
    CREATE FUNCTION scale.until() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$SELECT '${until.toISOString()}'::timestamptz$$;
    CREATE FUNCTION scale.span() RETURNS interval LANGUAGE sql IMMUTABLE AS $$SELECT interval '${Math.round(years * 365 * 24)} hours'$$;
    CREATE FUNCTION scale.dice(key text) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$SELECT ('x' || substr(md5('${seed}:' || key), 1, 8))::bit(32)::bigint / 4294967296.0$$;
    CREATE FUNCTION scale.key(key text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$SELECT overlay(overlay(md5('${seed}:' || key) PLACING '4' FROM 13) PLACING '8' FROM 17)::uuid$$;
    -- The same for a row of a moment: it sorts by time, as the product's ids do.
    CREATE FUNCTION scale.id_at(key text, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('${seed}:' || key), 1, 3) || '8' || substr(md5('${seed}:' || key), 4, 15))::uuid$$;
    -- One of a list, the first ones more often: most things in life are skewed.
    CREATE FUNCTION scale.pick(key text, VARIADIC of text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$SELECT of[1 + floor(scale.dice(key) ^ 1.5 * cardinality(of))::integer]$$;`;
}
