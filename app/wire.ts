import { adapters } from "../adapters/registry.ts";
import { CHANNELS_CHANGED, type ChannelDirectory, createChannelDirectory } from "../bot/channels/channel-directory.ts";
import type { AnswerQuestion, ConverseDeps } from "../bot/converse/deps.ts";
import { createPacer, type Pacer } from "../bot/delivery/pacer.ts";
import { createIntake, type Intake } from "../bot/intake/accept-receipts.ts";
import { createMessageMonths } from "../domain/conversations/message-months.ts";
import { openRedis } from "../infra/cache/open-redis.ts";
import { type Clock, systemClock } from "../infra/clock.ts";
import type { Environment } from "../infra/config/environment.ts";
import { createSecretBox, type SecretBox } from "../infra/crypto/secret-box.ts";
import type { Database } from "../infra/db/connect.ts";
import { listen } from "../infra/db/listen.ts";
import { armFaultPoint } from "../infra/fault-points.ts";
import { type BlobStore, createPgBlobStore } from "../infra/files/blob-store.ts";
import { createLimits, type MakeLimit } from "../infra/http/rate-limits.ts";
import type { Log } from "../infra/log/log.ts";
import { createMetrics, type Metrics } from "../infra/metrics/metrics.ts";
import { type Knowledge, knowledgeChannel } from "../knowledge/index.ts";
import { masterKeys } from "./master-key.ts";
import { openKnowledge } from "./open-knowledge.ts";

/** Every part of the product, built and connected. Which of them run is the role's business (`roles.ts`). */
export interface Product {
  environment: Environment;
  db: Database;
  secrets: SecretBox;
  channels: ChannelDirectory;
  intake: Intake;
  blobs: BlobStore;
  pacer: Pacer;
  /** Shared by all processes where there is a Redis. */
  makeLimit: MakeLimit;
  knowledge: Knowledge;
  answerQuestion: AnswerQuestion;
  findScripts: ConverseDeps["findScripts"];
  findMaterials: ConverseDeps["findMaterials"];
  translate: ConverseDeps["translate"];
  readFacts: ConverseDeps["readFacts"];
  findTurns: ConverseDeps["findTurns"];
  clusterQuestions: ConverseDeps["clusterQuestions"];
  tryFaq: ConverseDeps["tryFaq"];
  services: ConverseDeps["services"];
  ensureMonth(at: Date): Promise<void>;
  metrics: Metrics;
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
  const redis = environment.REDIS_URL ? openRedis(environment.REDIS_URL, log) : null;
  const knowledge = openKnowledge({ environment, db, redis, clock, log });
  const listener = await listen(
    db.url,
    { [CHANNELS_CHANGED]: () => channels.refresh(), [knowledgeChannel]: (orgId) => knowledge.changed(orgId || null) },
    log,
  );
  return {
    environment,
    db,
    secrets,
    channels,
    intake: createIntake(db),
    blobs: createPgBlobStore(db),
    pacer: createPacer({ ...(redis ? { redis } : {}), secondMs: options.paceSecondMs ?? 1_000 }),
    makeLimit: createLimits(redis),
    knowledge,
    answerQuestion: knowledge.answer,
    findScripts: knowledge.findScripts,
    findMaterials: knowledge.findMaterials,
    translate: knowledge.translate,
    readFacts: knowledge.readFacts,
    findTurns: knowledge.findTurns,
    clusterQuestions: knowledge.clusterQuestions,
    tryFaq: knowledge.tryFaq,
    services: knowledge.services,
    ensureMonth: createMessageMonths(db),
    metrics: createMetrics(),
    publicUrl: environment.PUBLIC_URL ?? `http://${environment.HOST}:${environment.PORT}`,
    clock,
    log,
    close: async () => {
      await listener.close();
      await knowledge.close();
      redis?.disconnect();
    },
  };
}
