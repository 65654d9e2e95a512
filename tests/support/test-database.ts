import { setTimeout as pause } from "node:timers/promises";
import { Client, DatabaseError } from "pg";
import { inject } from "vitest";
import { newId } from "../../infra/ids.ts";

export interface TestDatabase {
  name: string;
  /** Connection string of the owner. */
  url: string;
  /** Ends what is still connected and removes it. */
  drop(): Promise<void>;
}

const TEMPLATE_BUSY = "55006";
const RETRY_MS = 100;
const MAX_ATTEMPTS = 50;

/**
 * A database of one's own in the test cluster, a copy of `template` (default: an empty one). Copies of one template
 * are made one after the other, and a template that somebody is still connected to is waited for.
 */
export async function createTestDatabase({ template = "template0" } = {}): Promise<TestDatabase> {
  const name = `test_${newId().replaceAll("-", "")}`;
  await asOwner(async (owner) => {
    await owner.query("SELECT pg_advisory_lock(hashtext($1))", [template]);
    await copy(owner, template, name);
  });
  return {
    name,
    url: urlOf(name),
    drop: () => asOwner(async (owner) => void (await owner.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

async function copy(owner: Client, template: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await owner.query(`CREATE DATABASE ${name} TEMPLATE ${owner.escapeIdentifier(template)}`);
      return;
    } catch (error) {
      const isBusy = error instanceof DatabaseError && error.code === TEMPLATE_BUSY;
      if (!isBusy || attempt === MAX_ATTEMPTS) throw error;
      await pause(RETRY_MS);
    }
  }
}

async function asOwner(work: (owner: Client) => Promise<void>): Promise<void> {
  const owner = new Client({ connectionString: urlOf("postgres") });
  await owner.connect();
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(inject("postgresOwnerUrl"));
  url.pathname = `/${database}`;
  return url.href;
}
