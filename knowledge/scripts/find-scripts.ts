import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { Embedder } from "../ports/embedder.ts";
import { isOutside, type RegionPin, type ServicePlace } from "../ports/service-place.ts";
import { createEmbedQuestion, type EmbedQuestion } from "../retrieve/embed-question.ts";
import { within } from "../retrieve/within.ts";
import { type EmbeddedText, loadVectors, saveVectors } from "../store/embeddings.ts";
import type { KnownEmbedder } from "../vectors/embedders.ts";
import type { FillContent } from "../vectors/fill-content.ts";
import type { ScriptEntry } from "./script-entry.ts";
import { createScriptIndex, type FoundScript, type ScriptIndex } from "./script-index.ts";
import type { SearchedContent } from "./searched-content.ts";

export interface ScriptSearchDeps {
  db: Database;
  embedder: Embedder;
  embedderPlace: ServicePlace | null;
  clock: Clock;
  log: Log;
  /** How long vectors may keep somebody waiting, 2 s by default. */
  vectorTimeoutMs?: number;
  /** Whose vectors are searched by, for an organisation; `embedder` by default. */
  embedderOf?: (scope: OrgScope) => Promise<KnownEmbedder>;
}

export type FindScripts = (request: { orgId: string; query: string; pin?: RegionPin }) => Promise<FoundScript[]>;

const MAX_CHARACTERS = 500;
const MAX_ORGANISATIONS = 50;
const SCRIPTS_A_BATCH = 80;

interface Holder {
  index: ScriptIndex;
  /** The embedder that the index has vectors of. */
  model: string | null;
  /** One update after the other: an earlier one must not put back what a later one took away. */
  working: Promise<void>;
  /** Vectors on their way: a search waits for them a while, and they go on. */
  filling: Promise<void> | null;
}

/**
 * Finds an organisation's scripts, or its materials, by their words and by meaning. Each search first reads which
 * versions are in force and brings its index up to date with that: what was approved or retired anywhere is seen by the
 * next search everywhere, and nothing has to be told to other processes.
 */
export function createScriptSearch(
  deps: ScriptSearchDeps,
  content: SearchedContent,
): { find: FindScripts; close(): Promise<void> } {
  const { db, clock, log, vectorTimeoutMs = 2_000 } = deps;
  const own = { embedder: deps.embedder, place: deps.embedderPlace };
  const { embedderOf = async () => own } = deps;
  const questions = new Map<string, EmbedQuestion>();
  // In order of use: the first key is the one not used for longest.
  const holders = new Map<string, Holder>();

  function embedQuestion(embedder: Embedder, text: string): ReturnType<EmbedQuestion> {
    const ask = questions.get(embedder.name) ?? createEmbedQuestion(embedder, log, vectorTimeoutMs);
    questions.set(embedder.name, ask);
    return ask(text);
  }

  function holderOf(orgId: string): Holder {
    const holder = holders.get(orgId) ?? {
      index: createScriptIndex(),
      model: null,
      working: Promise.resolve(),
      filling: null,
    };
    holders.delete(orgId);
    holders.set(orgId, holder);
    const [oldest] = holders.keys();
    if (holders.size > MAX_ORGANISATIONS && oldest !== undefined) holders.delete(oldest);
    return holder;
  }

  async function open(orgId: string, { embedder }: KnownEmbedder): Promise<ScriptIndex> {
    const holder = holderOf(orgId);
    const update = holder.working.then(async () => {
      const { index } = holder;
      const added = await inOrganization(db, orgId, async (scope) => {
        const ids = await content.listInForce(scope, clock.now());
        const current = new Set(ids);
        await index.remove([...index.entries.keys()].filter((id) => !current.has(id)));
        return content.loadEntries(
          scope,
          ids.filter((id) => !index.has(id)),
        );
      });
      if (added.length > 0) await index.add(added);
      if (holder.model !== embedder.name) {
        await holder.filling?.catch(() => undefined);
        index.forgetVectors();
        holder.model = embedder.name;
      }
      await within(vectorTimeoutMs, () => fill(holder, orgId, embedder)).catch((error: unknown) => {
        if (!(error instanceof UnavailableError)) throw error;
        log.warn("scripts.vectors_missing", { org: orgId, kind: content.kind, error });
      });
    });
    holder.working = update.catch(() => {});
    await update;
    return holder.index;
  }

  function fill(holder: Holder, orgId: string, embedder: Embedder): Promise<void> {
    holder.filling ??= fillVectors({ db, embedder }, content.kind, orgId, holder.index).finally(() => {
      holder.filling = null;
    });
    return holder.filling;
  }

  return {
    find: async ({ orgId, query, pin }) => {
      const text = maskSecrets(query).slice(0, MAX_CHARACTERS);
      const known = await inOrganization(db, orgId, embedderOf);
      const [index, embedded] = await Promise.all([
        open(orgId, known),
        isOutside(known.place, pin) ? null : embedQuestion(known.embedder, text),
      ]);
      return index.search(text, embedded);
    },
    close: async () => {
      const open = [...holders.values()].flatMap(({ working, filling }) => [working, filling]);
      await Promise.allSettled(open);
      holders.clear();
    },
  };
}

/** Vectors that are kept, then those that must be made. Late ones still arrive, for the next search. */
async function fillVectors(
  { db, embedder }: { db: Database; embedder: Embedder },
  kind: SearchedContent["kind"],
  orgId: string,
  index: ScriptIndex,
): Promise<void> {
  const missing = index.withoutVectors();
  if (missing.length === 0) return;
  const ids = missing.map(({ id }) => id);
  index.addVectors(await inOrganization(db, orgId, (scope) => loadVectors(scope, embedder.name, kind, ids)));
  const unmade = index.withoutVectors();
  for (let start = 0; start < unmade.length; start += SCRIPTS_A_BATCH) {
    const texts = unmade.slice(start, start + SCRIPTS_A_BATCH).flatMap((entry) => toTexts(entry, kind));
    const vectors = await embedder.embed(texts.map(({ text }) => text));
    const made = texts.flatMap((text, at): EmbeddedText[] => {
      const vector = vectors[at];
      return vector ? [{ ...text, vector }] : [];
    });
    await inOrganization(db, orgId, (scope) => saveVectors(scope, embedder.name, made));
    index.addVectors(made);
  }
}

function toTexts({ id, wordings }: ScriptEntry, kind: SearchedContent["kind"]): Omit<EmbeddedText, "vector">[] {
  return wordings.map((text, part) => ({ kind, itemId: id, part, text }));
}

/** Makes what an embedder lacks of everything in force, for a set of vectors that is to serve. */
export function createContentFiller(
  { db, clock }: Pick<ScriptSearchDeps, "db" | "clock">,
  contents: readonly SearchedContent[],
): FillContent {
  return async ({ orgId, embedder, afterBatch }) => {
    for (const content of contents) {
      const entries = await inOrganization(db, orgId, async (scope) =>
        content.loadEntries(scope, await content.listInForce(scope, clock.now())),
      );
      const index = createScriptIndex();
      await index.add(entries);
      await fillVectors({ db, embedder }, content.kind, orgId, index);
      await afterBatch();
    }
  };
}
