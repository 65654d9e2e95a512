import { z } from "zod";
import type { Language } from "../../../domain/language/language.ts";
import { isPassingTrouble } from "../../../infra/db/passing-trouble.ts";
import {
  ConflictError,
  DeskhandError,
  ForbiddenError,
  InputError,
  NotFoundError,
  RuleError,
  UnavailableError,
} from "../../../infra/errors.ts";

/** Every answer from 400 on: RFC 9457. */
export const Problem = z
  .object({
    type: z.string().describe("What kind of problem it is; stable: urn:deskhand:problem:not-found"),
    title: z.string().describe("The kind in words, in English or, with Accept-Language: zh, in Chinese"),
    status: z.int().describe("The status of the answer"),
    detail: z.string().optional().describe("What was wrong this time, and what to do"),
    rule: z.string().optional().describe("Of a rule that said no: which"),
    approval: z.int().optional().describe("Of a text that is held: the number of the approval it waits for"),
    errors: z
      .array(
        z.object({
          in: z.enum(["path", "query", "header", "body"]),
          pointer: z.string().describe("Where: a JSON pointer into that part"),
          detail: z.string(),
        }),
      )
      .optional()
      .describe("Of a request that does not fit the document: each place"),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/** Each kind of problem with its status and its name for people. */
const kinds = {
  "invalid-request": { status: 400, en: "The request does not fit the document", zh: "请求不符合接口说明" },
  unauthorized: { status: 401, en: "No valid key", zh: "没有有效的密钥" },
  forbidden: { status: 403, en: "The key may not do this", zh: "此密钥无权执行该操作" },
  "not-found": { status: 404, en: "There is no such thing", zh: "不存在" },
  "method-not-allowed": { status: 405, en: "Not with this method", zh: "不支持此方法" },
  conflict: { status: 409, en: "It contradicts what is there", zh: "与现有数据冲突" },
  "in-flight": { status: 409, en: "The same request is being worked on", zh: "相同的请求正在处理中" },
  rule: { status: 409, en: "A rule says no", zh: "规则不允许" },
  "too-large": { status: 413, en: "The body is too large", zh: "请求内容过大" },
  "unsupported-media-type": { status: 415, en: "The body must be JSON", zh: "请求内容必须为 JSON" },
  "key-reused": {
    status: 422,
    en: "This Idempotency-Key was used for another request",
    zh: "此 Idempotency-Key 已用于其他请求",
  },
  "too-many-requests": { status: 429, en: "Too many requests", zh: "请求过多" },
  internal: { status: 500, en: "Something went wrong here", zh: "内部错误" },
  unavailable: { status: 503, en: "Not available now", zh: "暂时不可用" },
} as const satisfies Record<string, { status: number } & Record<Language, string>>;
export type ProblemKind = keyof typeof kinds;

type Extra = Partial<Pick<Problem, "detail" | "rule" | "approval" | "errors">>;
/** What is known where it is refused: `words` become the detail, in the caller's language. */
type Refused = Extra & { words?: Record<Language, string> };

/** A request of the interface is refused; what of it is written down is the caller's business. */
export class ApiError extends DeskhandError {
  readonly kind: ProblemKind;
  readonly extra: Refused;

  constructor(kind: ProblemKind, extra: Refused = {}) {
    super(`api.${kind}`, extra.detail ?? extra.words?.en ?? kinds[kind].en);
    this.kind = kind;
    this.extra = extra;
  }
}

/** The statuses of problems, for the document. */
export const statusOf = (kind: ProblemKind): number => kinds[kind].status;

/** A problem as it is sent. */
export function problem(kind: ProblemKind, extra: Extra = {}, language: Language = "en"): Problem {
  return { type: `urn:deskhand:problem:${kind}`, title: kinds[kind][language], status: kinds[kind].status, ...extra };
}

/** What became of a request that threw; the one place that decides a status. */
export function problemOf(error: unknown, language: Language): Problem {
  if (error instanceof ApiError) {
    const { words, ...extra } = error.extra;
    return problem(error.kind, words ? { ...extra, detail: words[language] } : extra, language);
  }
  if (error instanceof RuleError) {
    return problem("rule", { rule: error.rule, detail: wordsOf(error, language) }, language);
  }
  if (error instanceof DeskhandError) return problem(kindOf(error), { detail: wordsOf(error, language) }, language);
  if (isPassingTrouble(error)) return problem("unavailable", {}, language);
  return problem(kindOfBody(error), {}, language);
}

function kindOf(error: DeskhandError): ProblemKind {
  if (error instanceof InputError) return "invalid-request";
  if (error instanceof ForbiddenError) return "forbidden";
  if (error instanceof NotFoundError) return "not-found";
  if (error instanceof ConflictError) return "conflict";
  return error instanceof UnavailableError ? "unavailable" : "internal";
}

function wordsOf(error: DeskhandError, language: Language): string {
  const words = error.details["words"] as Partial<Record<Language, string>> | undefined;
  return words?.[language] ?? error.message;
}

const bodyProblems: Record<string, ProblemKind> = {
  "entity.too.large": "too-large",
  "encoding.unsupported": "unsupported-media-type",
  "charset.unsupported": "unsupported-media-type",
};

/** What Express says of a body or path that it could not read is the sender's fault; everything else is ours. */
function kindOfBody(error: unknown): ProblemKind {
  if (!(error instanceof Error)) return "internal";
  if ("type" in error && typeof error.type === "string" && error.type in bodyProblems) {
    return bodyProblems[error.type] ?? "internal";
  }
  return "status" in error && error.status === 400 ? "invalid-request" : "internal";
}
