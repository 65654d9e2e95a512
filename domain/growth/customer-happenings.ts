/** What happened to customers: a query that gives `id`, `org_id`, `customer_id`, `at` and `workflow`, who made it happen. */
export interface Happenings {
  sql: string;
  bindings: (string | Date | string[])[];
}

/** Customers came into one of these stages, of sales or of the journey. */
export function stagesReached(since: Date, stages: string[]): Happenings {
  return {
    sql: `SELECT id::text, org_id, customer_id, created_at AS at, metadata->>'workflow' AS workflow FROM customer_activities
      WHERE type = 'stage_change' AND created_at >= ? AND metadata->>'after' = ANY(?)`,
    bindings: [since, stages],
  };
}

/** A tag was put on customers (`+VIP`), or taken off (`-VIP`). */
export function tagsChanged(since: Date, change: string): Happenings {
  return {
    sql: `SELECT id::text, org_id, customer_id, created_at AS at, metadata->>'workflow' AS workflow FROM customer_activities
      WHERE type = 'tag_change' AND created_at >= ? AND metadata->>'tag' = ?`,
    bindings: [since, change],
  };
}
