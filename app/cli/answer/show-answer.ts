import { conversationCode } from "../../../domain/organisation/codes.ts";
import type { Report } from "../report.ts";
import { fields, minute } from "../table.ts";
import type { Tool } from "../tool.ts";
import { isWhole, openAnswer, type StoredAnswer } from "./stored-answer.ts";

/** Everything that is kept of an answer. @throws InputError or NotFoundError when that is none. */
export async function showAnswer(tool: Pick<Tool, "inOrganization">, id: string): Promise<Report> {
  const answer = await tool.inOrganization((scope) => openAnswer(scope, id, "show"));
  return { json: answer, text: [head(answer), ...parts(answer)].join("\n\n") };
}

function head(answer: StoredAnswer): string {
  return fields({
    id: answer.id,
    when: minute(answer.createdAt),
    conversation: answer.conversation && conversationCode(Number(answer.conversation)),
    question: answer.question,
    "searched for": answer.queries.join(" | ") || null,
    language: answer.language,
    outcome: `${answer.outcome} (${answer.mode})`,
    confidence: answer.confidence?.toFixed(3),
    needed: answer.threshold?.toFixed(3),
    knowledge: answer.knowledgeVersion,
    model: answer.model,
    answer: answer.output,
  });
}

function parts(answer: StoredAnswer): string[] {
  const { context, retrieved, prompt, modelOutput, sentences, checks, settings, timings, sent } = answer;
  const lines = context.map((turn) => (typeof turn === "string" ? turn : `${turn.from}: ${turn.text}`));
  return [
    section("Before it", lines.join("\n")),
    ...retrieved.map((one, index) => `Given ${index + 1}: ${title(one)}\n${one.text}`),
    section("System text", prompt?.system),
    section("Prompt", prompt?.messages.map(({ content }) => content).join("\n")),
    section("The model wrote", modelOutput),
    section(
      "Sentences",
      sentences.map(({ text, passages }) => `${text} [${passages.map(versioned).join(", ")}]`).join("\n"),
    ),
    section("Checks", listed(checks)),
    section("Settings", JSON.stringify(settings)),
    section("Milliseconds", listed(timings)),
    section("Sent", sent),
  ].filter((text) => text !== "");
}

function title(one: StoredAnswer["retrieved"][number]): string {
  if (!isWhole(one)) return versioned(one);
  const { kind, confidence, score, ranks } = one;
  const found = Object.entries(ranks).map(([member, rank]) => `${member} #${rank}`);
  const figures = `confidence ${confidence.toFixed(3)}, score ${score.toFixed(3)}, found by ${found.join(", ") || "none"}`;
  return `${kind} ${versioned(one)}, ${figures}`;
}

function versioned({ id, version }: { id: string; version: number }): string {
  return `${id}@${version}`;
}

function listed(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function section(name: string, text: string | null | undefined): string {
  return text ? `${name}:\n${text}` : "";
}
