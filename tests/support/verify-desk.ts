import type { Knex } from "knex";
import { expect } from "vitest";
import { type Checked, verify } from "../../bot/verify/verify.ts";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { type PlantedTalk, plantTalk } from "./planted-talk.ts";
import { createTestDatabase } from "./test-database.ts";

export interface VerifyDesk {
  db: Database;
  owner: Knex;
  /** What is found of an organisation, as `check id`. */
  wrongIn(talk: PlantedTalk): Promise<string[]>;
  /** Plants a fault where all is as it must be, and sees that it alone is named, and in no other organisation. */
  expectNamed(name: string, plant: (talk: PlantedTalk) => Promise<string>): Promise<void>;
  addUser(talk: PlantedTalk): Promise<string>;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;

export const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);

/** A database to plant faults in. */
export async function openVerifyDesk(): Promise<VerifyDesk> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const db = connectDatabase(database.url, { app: 2, system: 4 });
  const owner = connectOwner(database.url);
  const wrongIn = (talk: PlantedTalk) => findWrong(db, talk);
  return {
    db,
    owner,
    wrongIn,
    expectNamed: async (name, plant) => {
      const [talk, other] = [await plantTalk(owner), await plantTalk(owner)];
      const id = await plant(talk);
      expect(await wrongIn(talk)).toEqual([`${name} ${id}`]);
      expect(await wrongIn(other)).toEqual([]);
    },
    addUser: (talk) => addUser(owner, talk),
    close: async () => {
      await owner.destroy();
      await db.close();
      await database.drop();
    },
  };
}

/** With everything looked at; what was written lately is found by a look at what is new as well. */
async function findWrong(db: Database, { orgId }: PlantedTalk): Promise<string[]> {
  const now = new Date();
  const ever = await verify(db, orgId, { since: null, now });
  const lately = await verify(db, orgId, { since: ago(180), now });
  const whole = ever.filter(({ name }) => !lately.some((check) => check.name === name));
  expect([...linesOf(lately), ...linesOf(whole)].sort()).toEqual(linesOf(ever).sort());
  return linesOf(ever);
}

function linesOf(seen: readonly Checked[]): string[] {
  return seen.flatMap(({ name, first }) => first.map(({ id }) => `${name} ${id}`));
}

async function addUser(owner: Knex, { orgId }: PlantedTalk): Promise<string> {
  const id = newId();
  const names = { email: `${id}@broker.test`, username: id, name: "Ann", employee_code: id };
  await owner("users").insert({ id, org_id: orgId, role: "agent", ...names });
  return id;
}
