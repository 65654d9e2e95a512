import { type BenchProductOptions, startBenchProduct } from "../bench-product.ts";
import { benchFaqs } from "../faqs.ts";
import type { LoadGenerator, LoadResult } from "../load.ts";
import { type RunningProgram, startReference } from "../start-reference.ts";
import { type Comparison, inTurns, median } from "./comparison.ts";

const ROUNDS = 3;
const CHATS = 512;
const questions = benchFaqs.map(({ question }) => question);

/** From a webhook's departure to its answer's arrival: stored, understood, answered from 1,000 FAQs and delivered. */
export async function compareReplies(
  load: LoadGenerator,
  options: BenchProductOptions,
  state: { redisUrl: string; postgresUrl: string },
): Promise<Comparison[]> {
  const running: RunningProgram[] = [];
  const echo = async (url: string) => {
    const program = await startReference("chat-sdk-echo", { SLACK_API_URL: load.platforms.slackUrl, STATE_URL: url });
    running.push(program);
    return program;
  };
  try {
    const ours = await startBenchProduct({ ...options, role: "all" });
    running.push(ours);
    const programs = [ours, await echo(state.redisUrl), await echo(state.postgresUrl)];
    // The first message of a chat makes a customer, a lead and a conversation.
    for (const program of programs) await greet(load, program);
    const dialogues = programs.map((program) => () => saturate(load, program));
    const [own, redis, postgres] = await inTurns(ROUNDS, dialogues);
    const calm = programs.slice(0, 2).map((program) => () => replyAtRate(load, program));
    const [ownCalm, redisCalm] = await inTurns(ROUNDS, calm);
    const of = (pick: (result: LoadResult) => number, results: LoadResult[] = []) => median(results.map(pick));
    const compared = (
      figure: string,
      unit: string,
      pick: (result: LoadResult) => number,
      pair: [LoadResult[] | undefined, LoadResult[] | undefined],
      rest: Pick<Comparison, "against" | "goal">,
    ) => ({ figure, unit, ours: of(pick, pair[0]), theirs: of(pick, pair[1]), ...rest });
    const rate = ({ perSecond }: LoadResult) => perSecond;
    const [onRedis, onPostgres] = ["Chat SDK + Redis, echo", "Chat SDK + PostgreSQL, echo"];
    return [
      compared("answered/s, Slack", "/s", rate, [own, redis], { against: onRedis, goal: { atLeast: 1.5 } }),
      compared("answered/s, Slack", "/s", rate, [own, postgres], { against: onPostgres, goal: { atLeast: 4 } }),
      compared("reply p50 at 200/s", "ms", ({ p50Ms }) => p50Ms, [ownCalm, redisCalm], {
        against: onRedis,
        goal: { atMost: 3 },
      }),
      compared("reply p99 at 200/s", "ms", ({ p99Ms }) => p99Ms, [ownCalm, redisCalm], {
        against: onRedis,
        goal: { atMost: 3 },
      }),
    ];
  } finally {
    for (const program of running) await program.stop();
  }
}

const target = (program: RunningProgram) =>
  ({ url: program.url, platform: "slack", chats: CHATS, firstChat: 840_000_000 }) as const;

async function greet(load: LoadGenerator, program: RunningProgram): Promise<void> {
  await load.run({ ...target(program), kind: "replies", perSecond: 100, questions: questions.slice(0, CHATS) });
}

function saturate(load: LoadGenerator, program: RunningProgram): Promise<LoadResult> {
  return load.run({ ...target(program), kind: "dialogues", atOnce: 64, questions, milliseconds: 5_000 });
}

function replyAtRate(load: LoadGenerator, program: RunningProgram): Promise<LoadResult> {
  const asked = Array.from({ length: 800 }, (_, index) => questions[(index * 7) % questions.length] ?? "");
  return load.run({ ...target(program), kind: "replies", perSecond: 200, questions: asked });
}
