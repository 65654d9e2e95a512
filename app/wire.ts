import { adapters } from "../adapters/registry.ts";
import { CHANNELS_CHANGED, type ChannelDirectory, createChannelDirectory } from "../bot/channels/channel-directory.ts";
import type { AnswerQuestion, ConverseDeps } from "../bot/converse/deps.ts";
import { createOutages, type Outages } from "../bot/delivery/outages.ts";
import { createPacer, type Pacer } from "../bot/delivery/pacer.ts";
import { createIntake, type Intake } from "../bot/intake/accept-receipts.ts";
import { createSpooling, type Spooling } from "../bot/intake/spooling.ts";
import { traceIntake } from "../bot/intake/trace-intake.ts";
import { createMessageMonths } from "../domain/conversations/message-months.ts";
import { type Clock, systemClock } from "../infra/clock.ts";
import type { Environment } from "../infra/config/environment.ts";
import { createSecretBox, type SecretBox } from "../infra/crypto/secret-box.ts";
import type { Database } from "../infra/db/connect.ts";
import { listen } from "../infra/db/listen.ts";
import { armFaultPoint } from "../infra/fault-points.ts";
import { type BlobStore, createPgBlobStore } from "../infra/files/blob-store.ts";
import { createLimits, type MakeLimit } from "../infra/http/rate-limits.ts";
import type { Log } from "../infra/log/log.ts";
import { countSpan } from "../infra/metrics/count-span.ts";
import { createMetrics, type Metrics } from "../infra/metrics/metrics.ts";
import { createSpool } from "../infra/spool/spool.ts";
import type { Tracing } from "../infra/tracing/tracing.ts";
import { type Knowledge, knowledgeChannel } from "../knowledge/index.ts";
import { masterKeys } from "./master-key.ts";
import { openKnowledge } from "./open-knowledge.ts";
import { openTracing } from "./open-tracing.ts";
import { showBacklog } from "./show-backlog.ts";
import { showConnections } from "./show-connections.ts";
import { spoolFolder } from "./spool-folder.ts";
import { watchKnowledge } from "./watch-knowledge.ts";

/** Every part of the product, built and connected. Which of them run is the role's business (`roles.ts`). */
export interface Product {
  environment: Environment;
  db: Database;
  secrets: SecretBox;
  channels: ChannelDirectory;
  intake: Intake;
  /** Keeps on disk what arrives while the database is away. */
  spooling: Spooling;
  blobs: BlobStore;
  pacer: Pacer;
  outages: Outages;
  /** Shared by all processes where there is a Redis. */
  makeLimit: MakeLimit;
  knowledge: Knowledge;
  answerQuestion: AnswerQuestion;
  findScripts: ConverseDeps["findScripts"];
  findMaterials: ConverseDeps["findMaterials"];
  translate: ConverseDeps["translate"];
  readFacts: ConverseDeps["readFacts"];
  readPoints: ConverseDeps["readPoints"];
  findTurns: ConverseDeps["findTurns"];
  clusterQuestions: ConverseDeps["clusterQuestions"];
  tryFaq: ConverseDeps["tryFaq"];
  services: ConverseDeps["services"];
  ensureMonth(at: Date): Promise<void>;
  metrics: Metrics;
  tracing: Tracing;
  /** `PUBLIC_URL`, else where this process listens. */
  publicUrl: string;
  clock: Clock;
  log: Log;
  close(): Promise<void>;
}

/** Builds the parts on an open database and keeps what they cache true to it. */
export async function wire(options: {
  environment: Environment;
  db: Database;
  log: Log;
  /** How long a second of the platforms' published rates lasts; tests turn the clock. */
  paceSecondMs?: number;
  clock?: Clock;
}): Promise<Product> {
  const { environment, db, log, clock = systemClock } = options;
  if (environment.DESKHAND_FAULT_POINT) armFaultPoint(environment.DESKHAND_FAULT_POINT);
  const secrets = createSecretBox(masterKeys(environment));
  const channels = createChannelDirectory({ db, secrets, modules: adapters, clock, log });
  const redis = environment.REDIS_URL ? await connectRedis(environment.REDIS_URL, log) : null;
  const metrics = createMetrics();
  showBacklog(metrics, db);
  showConnections(metrics, db, redis);
  const tracing = await openTracing(environment, log, (span) => countSpan(metrics, span));
  const knowledge = await openKnowledge({ environment, db, redis, clock, log, watch: watchKnowledge(metrics) });
  const listener = await listen(
    db.url,
    { [CHANNELS_CHANGED]: () => channels.refresh(), [knowledgeChannel]: (orgId) => knowledge.changed(orgId || null) },
    log,
  );
  const spooling = openSpooling({ environment, db, secrets, clock, log, metrics });
  return {
    environment,
    db,
    secrets,
    channels,
    intake: traceIntake(createIntake(db, { clock, spooling }), { tracing, log }),
    spooling,
    blobs: createPgBlobStore(db),
    pacer: createPacer({ ...(redis ? { redis } : {}), secondMs: options.paceSecondMs ?? 1_000 }),
    outages: createOutages(),
    makeLimit: createLimits(redis),
    knowledge,
    answerQuestion: knowledge.answer,
    findScripts: knowledge.findScripts,
    findMaterials: knowledge.findMaterials,
    translate: knowledge.translate,
    readFacts: knowledge.readFacts,
    readPoints: knowledge.readPoints,
    findTurns: knowledge.findTurns,
    clusterQuestions: knowledge.clusterQuestions,
    tryFaq: knowledge.tryFaq,
    services: knowledge.services,
    ensureMonth: createMessageMonths(db),
    metrics,
    tracing,
    publicUrl: environment.PUBLIC_URL ?? `http://${environment.HOST}:${environment.PORT}`,
    clock,
    log,
    close: async () => {
      await spooling.close();
      await listener.close();
      await knowledge.close();
      redis?.disconnect();
      await tracing.close();
    },
  };
}

// Most have none, and its client is not small.
async function connectRedis(url: string, log: Log) {
  const { openRedis } = await import("../infra/cache/open-redis.ts");
  return openRedis(url, log);
}

function openSpooling(options: {
  environment: Environment;
  db: Database;
  secrets: SecretBox;
  clock: Clock;
  log: Log;
  metrics: Metrics;
}): Spooling {
  const { environment, secrets, clock, log } = options;
  const folder = spoolFolder(environment.DESKHAND_DATA_DIR);
  const maxBytes = environment.DESKHAND_SPOOL_MAX_MB * 1024 * 1024;
  return createSpooling({ ...options, spool: createSpool({ folder, secrets, clock, log, maxBytes }) });
}
