import { insertOutboxEvent } from "../../domain/control/outbox-event.ts";
import { phoneCountryOf } from "../../domain/customers/contact-points.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import {
  type Evidence,
  findDuplicates,
  findLatestDuplicates,
  type Proposal,
} from "../../domain/customers/merge/find-duplicates.ts";
import { type Merged, type Merger, mergeCode, mergeCustomers } from "../../domain/customers/merge/merge-customers.ts";
import { type Undone, undoMerge } from "../../domain/customers/merge/undo-merge.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { refreshCardsOf } from "../desk/refresh-cards-of.ts";

const MAX_PROPOSALS = 10;
const LOOKED_AT = 1_000;

interface By {
  by: Merger;
  at: Date;
}

/** Pairs that a customer may be one person in. */
export async function proposalsFor(scope: OrgScope, customerId: string): Promise<Proposal[]> {
  const country = phoneCountryOf(await loadSettings(scope));
  return findDuplicates(scope, { customerId, country, limit: MAX_PROPOSALS });
}

/**
 * Pairs among the newest customers, or among those before one of them, the weightiest first: a hundred customers at a
 * time until ten pairs are found or a thousand were looked at. `next` goes on from there; null: nobody is left.
 */
export async function latestProposals(scope: OrgScope, before: string | null) {
  const country = phoneCountryOf(await loadSettings(scope));
  return findLatestDuplicates(scope, { before, customers: LOOKED_AT, enough: MAX_PROPOSALS, country });
}

/** What speaks for a pair, as far as we know. */
export async function evidenceFor(scope: OrgScope, kept: Customer, merged: Customer): Promise<Evidence[]> {
  const proposals = await proposalsFor(scope, merged.id);
  return proposals.find(({ customers }) => customers.some(({ id }) => id === kept.id))?.evidence ?? [];
}

/** Makes one customer part of another, with what speaks for it; the cards at the desk and other systems say so. */
export async function mergePair(
  scope: OrgScope,
  channels: ChannelDirectory,
  { kept, merged }: { kept: Customer; merged: Customer },
  who: By,
): Promise<Merged> {
  const evidence = await evidenceFor(scope, kept, merged);
  const result = await mergeCustomers(scope, { keptId: kept.id, mergedId: merged.id }, { ...who, evidence });
  if (result.kind !== "merged") return result;
  await refreshCardsOf(scope, channels, kept.id);
  const merge = mergeCode(result.number);
  await insertOutboxEvent(scope, "customer.merged", kept.id, { customerId: kept.id, merge, mergedId: merged.id });
  return result;
}

/** Makes two customers again of what a merge made one; the cards at the desk and other systems say so. */
export async function undoPair(scope: OrgScope, channels: ChannelDirectory, number: number, who: By): Promise<Undone> {
  const undone = await undoMerge(scope, number, who);
  if (undone.kind !== "undone") return undone;
  const { kept, merged } = undone;
  for (const { id } of [kept, merged]) await refreshCardsOf(scope, channels, id);
  const merge = mergeCode(number);
  await insertOutboxEvent(scope, "customer.unmerged", kept.id, { customerId: kept.id, merge, mergedId: merged.id });
  return undone;
}
