-- Why: a killed worker's jobs and named queues stay locked for four hours. Each worker process holds a row here and
-- renews it every two seconds; whoever sees one older than eight seconds unlocks what it held. Locks nothing.

CREATE TABLE worker_leases (
  process_id uuid PRIMARY KEY,
  worker_ids text[] NOT NULL,
  renewed_at timestamptz NOT NULL DEFAULT now()
);
