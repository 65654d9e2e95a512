import { Redis } from "ioredis";
import { z } from "zod";
import type { Environment } from "../../../infra/config/environment.ts";
import type { OpenAiEmbedderOptions } from "../../../knowledge/index.ts";
import { embeddingService, previousEmbeddingService } from "../../embedding-services.ts";
import { type Finding, findings, fine, wrong } from "./finding.ts";

const REQUEST_TIMEOUT_MS = 5_000;

/** The services that the environment names; one that is not named has its embedded default, which cannot fail. */
export async function checkServices(environment: Environment): Promise<Finding[]> {
  const checks = [
    checkRedis(environment),
    checkQdrant(environment),
    checkModel(environment),
    ...embeddersOf(environment).map(checkEmbedding),
  ];
  return (await Promise.all(checks)).flat();
}

async function checkRedis({ REDIS_URL }: Environment): Promise<Finding[]> {
  if (!REDIS_URL) return [];
  return findings("redis", "connection", async () => {
    const redis = new Redis(REDIS_URL, {
      lazyConnect: true,
      connectTimeout: REQUEST_TIMEOUT_MS,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    // Without a listener the reason of a failure is printed to the console; `connect` alone says only that it closed.
    let reason = "";
    redis.on("error", (error: Error) => {
      reason = error.message;
    });
    try {
      await redis.connect();
      await redis.ping();
      return [fine("redis", "connection", "answers")];
    } catch (error) {
      const said = reason || (error instanceof Error ? error.message : String(error));
      return [wrong("redis", "connection", `${said}: check REDIS_URL, and that it runs`)];
    } finally {
      redis.disconnect();
    }
  });
}

async function checkQdrant({ QDRANT_URL, QDRANT_API_KEY }: Environment): Promise<Finding[]> {
  if (!QDRANT_URL) return [];
  const part = "qdrant";
  return findings(part, "connection", async () => {
    const status = await statusOf(`${QDRANT_URL}/collections`, QDRANT_API_KEY ? { "api-key": QDRANT_API_KEY } : {});
    if (typeof status === "string") return [wrong(part, "connection", `${status}: check QDRANT_URL, and that it runs`)];
    if (status === 401 || status === 403)
      return [wrong(part, "connection", "the key is refused: check QDRANT_API_KEY")];
    if (status !== 200) return [wrong(part, "connection", `HTTP ${status}: is QDRANT_URL a Qdrant?`)];
    return [fine(part, "connection", "answers")];
  });
}

const Models = z.object({ data: z.array(z.looseObject({ id: z.string() })) });

async function checkModel({ LLM_BASE_URL, LLM_API_KEY, LLM_MODEL }: Environment): Promise<Finding[]> {
  if (!LLM_BASE_URL) return [];
  const part = "language model";
  return findings(part, "endpoint", async () => {
    const headers = LLM_API_KEY ? { authorization: `Bearer ${LLM_API_KEY}` } : {};
    let listed: string[] = [];
    const status = await statusOf(`${LLM_BASE_URL}/models`, headers, async (response) => {
      const models = Models.safeParse(await response.json().catch(() => null));
      listed = models.success ? models.data.data.map(({ id }) => id) : [];
    });
    if (typeof status === "string") return [wrong(part, "endpoint", `${status}: check LLM_BASE_URL`)];
    if (status === 401 || status === 403) return [wrong(part, "endpoint", "the key is refused: check LLM_API_KEY")];
    if (status >= 500)
      return [wrong(part, "endpoint", `HTTP ${status}: the service fails; answers are approved texts till then`)];
    if (status === 200 && listed.length > 0 && !listed.includes(String(LLM_MODEL))) {
      // Some services list only part of what they take.
      return [
        fine(part, "endpoint", `answers, but does not list ${LLM_MODEL}; it lists ${listed.slice(0, 5).join(", ")}`),
      ];
    }
    return [
      fine(
        part,
        "endpoint",
        status === 200 ? `answers and has ${LLM_MODEL}` : `is reachable (HTTP ${status} for its list of models)`,
      ),
    ];
  });
}

/** The one that is set, and the one that was. */
function embeddersOf(environment: Environment): { part: string; options: OpenAiEmbedderOptions }[] {
  const current = embeddingService(environment);
  const previous = previousEmbeddingService(environment);
  return [
    ...(current ? [{ part: "embedding", options: current }] : []),
    ...(previous ? [{ part: "previous embedding", options: previous }] : []),
  ];
}

async function checkEmbedding({ part, options }: ReturnType<typeof embeddersOf>[number]): Promise<Finding[]> {
  return findings(part, "endpoint", async () => {
    const { createOpenAiEmbedder } = await import("../../../knowledge/ports/openai-embedder.ts");
    const embedder = createOpenAiEmbedder({ ...options, timeoutMs: REQUEST_TIMEOUT_MS });
    // The real call is the only way to know the dimensions, and costs one word.
    const [vector] = await embedder.embed(["deskhand"]);
    return [fine(part, "endpoint", `answers with ${vector?.length ?? 0} dimensions`)];
  });
}

/** The HTTP status, or why there was none; never the address, which may hold a password. */
async function statusOf(
  url: string,
  headers: Record<string, string>,
  read: (response: Response) => Promise<void> = async () => undefined,
): Promise<number | string> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    await read(response);
    await response.body?.cancel().catch(() => undefined);
    return response.status;
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError")
      return `no answer within ${REQUEST_TIMEOUT_MS / 1000} s`;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error && "code" in cause ? `not reachable (${String(cause.code)})` : "not reachable";
  }
}
