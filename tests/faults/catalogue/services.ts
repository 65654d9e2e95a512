import { knowledgeChannel } from "../../../knowledge/index.ts";
import { waitFor } from "../../support/wait-for.ts";
import type { CallFault } from "../bench/call-proxy.ts";
import type { Fault } from "../bench/fault.ts";
import { platformNames } from "../bench/platforms.ts";
import type { FaultScene } from "../bench/scene.ts";
import type { FaultServices } from "../bench/services.ts";
import { lasting, lastingWhileOthersGoOn } from "./lasting.ts";

const says = (body: string): CallFault => ({ kind: "answer", status: 200, body });
const serverError: CallFault = { kind: "answer", status: 500, body: "Internal Server Error" };
const AWAY = { full: 10, short: 2 };
const TEN_MEGABYTES = 10 * 1024 * 1024;

const completion = (content: string) =>
  says(JSON.stringify({ model: "faults-model", choices: [{ message: { content } }] }));
const embedding = (values: unknown[]) =>
  says(JSON.stringify({ object: "list", data: [{ object: "embedding", index: 0, embedding: values }] }));

/** Each for a part of the time that the fault lasts. */
const ways: Record<"model" | "embedder", Record<string, readonly CallFault[]>> = {
  model: {
    "takes 5 s": [{ kind: "slow", ms: 5_000 }],
    "never answers": [{ kind: "never" }],
    "answers 500": [serverError],
    "returns nonsense": [says("<html>{oops"), says("{}"), completion("purple {monkey} dishwasher")],
    "returns 10 MB": [completion("x".repeat(TEN_MEGABYTES))],
  },
  embedder: {
    "takes 5 s": [{ kind: "slow", ms: 5_000 }],
    "never answers": [{ kind: "never" }],
    "answers 500": [serverError],
    "returns nonsense": [says("<html>{oops"), says("{}"), embedding(["far", null]), embedding([])],
    "returns 10 MB": [embedding(Array(TEN_MEGABYTES / 5).fill(0.25))],
  },
};

export const serviceFaults: readonly Fault[] = [
  ...(["model", "embedder"] as const).flatMap((service) =>
    Object.entries(ways[service]).map(
      ([what, faults]): Fault => ({
        name: `the ${service} ${what}`,
        madeBy: "proxy",
        run: (scene) => spoiled(scene, service, faults),
      }),
    ),
  ),
  {
    name: "Redis vanishes, and comes back empty",
    madeBy: "server",
    missing: (scene) => (servicesOf(scene).redis ? null : "no redis-server on the PATH"),
    run: async (scene) => {
      const { redis } = servicesOf(scene);
      await redis?.vanish();
      await lastingWhileOthersGoOn(scene, AWAY, platformNames).finally(() => redis?.comeBack());
    },
  },
  {
    name: "Qdrant vanishes, and comes back empty",
    madeBy: "proxy",
    run: async (scene) => {
      const { qdrant } = servicesOf(scene);
      await qdrant.vanish();
      await lastingWhileOthersGoOn(scene, AWAY, platformNames).finally(() => qdrant.comeBackEmpty());
      await waitFor("Qdrant to be filled anew", () => qdrant.holds());
    },
  },
];

function servicesOf({ services }: FaultScene): FaultServices {
  if (!services) throw new Error("this group has no services");
  return services;
}

async function spoiled(scene: FaultScene, service: "model" | "embedder", faults: readonly CallFault[]): Promise<void> {
  const way = servicesOf(scene)[service];
  await forgetAnswers(scene);
  const before = way.met();
  for (const fault of faults) {
    way.fail(fault);
    await lasting(scene, { full: 10 / faults.length, short: 3 / faults.length });
  }
  way.fail(null);
  if (way.met() === before) throw new Error(`the ${service} was not asked while it was spoiled`);
}

/** What the model wrote before is kept by the knowledge's version: with another one it is asked again. */
async function forgetAnswers({ database }: FaultScene): Promise<void> {
  await database.query("UPDATE knowledge_bases SET revision = revision + 1");
  await database.query("SELECT pg_notify($1, id::text) FROM organizations", [knowledgeChannel]);
}
