import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { insertMemory } from "./keep-facts.ts";
import { memoriesOf } from "./memory.ts";
import type { RecordSubject } from "./subjects.ts";

/** Something that a record of the product says of a customer, and nobody has to have said. */
export interface RecordedFact {
  customerId: string;
  subject: RecordSubject;
  /** The row that it stands in: it is remembered once. */
  recordId: string;
  /** What is shown of it. No amounts and no numbers of accounts: who may see those looks at the record. */
  words: string;
  happenedAt: Date;
  at: Date;
}

/** Remembers what a record says. The same record again changes nothing; false then. */
export async function keepRecord(scope: OrgScope, fact: RecordedFact): Promise<boolean> {
  const { customerId, subject, recordId, words, happenedAt, at } = fact;
  const known = await memoriesOf(scope, customerId);
  if (known.some(({ subject: of, value }) => of === subject && value === recordId)) return false;
  await insertMemory(scope, {
    customerId,
    fact: { subject, content: words, value: recordId, at },
    source: { source_type: "system_record", source_id: recordId, valid_from: happenedAt },
  });
  return true;
}
