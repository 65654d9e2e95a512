-- Why: a day of a member of staff is told by how customers were served, and not by deposits alone; a sum for which a rate is
-- missing is not known, instead of nothing; and it is known which days have been worked out. Locks: employee_kpis while it
-- gets its columns, of which the computed ones rewrite it, and customer_external_refs against writes while it gets an index:
-- nothing has written either before. The indexes of conversations are made by 0062. Older code runs against the result.

ALTER TABLE employee_kpis
  -- Null: an amount of that day is in a currency without a rate, which currencies_without_rate names.
  ALTER COLUMN bofu_deposit_amount DROP NOT NULL,
  ALTER COLUMN bofu_deposit_amount DROP DEFAULT,
  ALTER COLUMN bofu_withdrawal_amount DROP NOT NULL,
  ALTER COLUMN bofu_withdrawal_amount DROP DEFAULT,
  ALTER COLUMN bofu_net_deposit DROP NOT NULL,
  ADD COLUMN currencies_without_rate text[] NOT NULL DEFAULT '{}',
  -- First answers to customers who waited for a person, and half of them were given within so many seconds.
  ADD COLUMN first_responses integer NOT NULL DEFAULT 0 CHECK (first_responses >= 0),
  ADD COLUMN first_response_median_seconds numeric CHECK (first_response_median_seconds >= 0),
  -- Conversations in which they wrote to the customer, and theirs that were resolved.
  ADD COLUMN conversations_handled integer NOT NULL DEFAULT 0 CHECK (conversations_handled >= 0),
  ADD COLUMN conversations_resolved integer NOT NULL DEFAULT 0 CHECK (conversations_resolved >= 0),
  -- Sums beside each average, so that a week is worked out of its days.
  ADD COLUMN satisfaction_count integer NOT NULL DEFAULT 0 CHECK (satisfaction_count >= 0),
  ADD COLUMN satisfaction_sum integer NOT NULL DEFAULT 0 CHECK (satisfaction_sum BETWEEN satisfaction_count AND 5 * satisfaction_count),
  ADD COLUMN satisfaction_average numeric(3, 2)
    GENERATED ALWAYS AS (round(satisfaction_sum::numeric / nullif(satisfaction_count, 0), 2)) STORED,
  ADD COLUMN quality_count integer NOT NULL DEFAULT 0 CHECK (quality_count >= 0),
  ADD COLUMN quality_sum integer NOT NULL DEFAULT 0 CHECK (quality_sum BETWEEN quality_count AND 10 * quality_count),
  ADD COLUMN quality_average numeric(4, 2)
    GENERATED ALWAYS AS (round(quality_sum::numeric / nullif(quality_count, 0), 2)) STORED,
  -- Times that a customer waited for them, and those that ended without an answer or are late and go on.
  ADD COLUMN waits integer NOT NULL DEFAULT 0 CHECK (waits >= 0),
  ADD COLUMN waits_unanswered integer NOT NULL DEFAULT 0 CHECK (waits_unanswered BETWEEN 0 AND waits),
  ADD COLUMN unanswered_share numeric(5, 2)
    GENERATED ALWAYS AS (round(waits_unanswered * 100::numeric / nullif(waits, 0), 2)) STORED,
  -- Deadlines that ended, or are missed and go on.
  ADD COLUMN sla_promises integer NOT NULL DEFAULT 0 CHECK (sla_promises >= 0),
  ADD COLUMN sla_met integer NOT NULL DEFAULT 0 CHECK (sla_met BETWEEN 0 AND sla_promises),
  ADD COLUMN sla_met_share numeric(5, 2)
    GENERATED ALWAYS AS (round(sla_met * 100::numeric / nullif(sla_promises, 0), 2)) STORED;

-- Which days of an organisation's zone have been worked out for everybody, and when last: who did nothing on a day has no row
-- of employee_kpis.
CREATE TABLE kpi_days (
  org_id uuid NOT NULL REFERENCES organizations (id),
  date date NOT NULL,
  computed_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, date)
);

CREATE INDEX customer_external_refs_created ON customer_external_refs (org_id, created_at);
