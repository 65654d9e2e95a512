import { isIP } from "node:net";
import { z } from "zod";
import { ConfigError } from "../errors.ts";

// One schema for every variable. An empty value counts as unset, as in a copied .env.example.
const optionalText = z.string().trim().min(1).optional();
const url = (example: string, protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL such as ${example}`,
  });
const httpUrl = (example: string) => url(example, ["http:", "https:"]).transform((value) => value.replace(/\/+$/, ""));
const wholeNumber = (min: number, max: number, example: number) =>
  z
    .string()
    .refine((value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max, {
      error: `must be a whole number from ${min} to ${max}, such as ${example}`,
    })
    .transform(Number);
const region = z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, { error: "must be 1 to 20 of a-z, 0-9 and -, such as cn" });
// What stands before us and says whom it speaks for in X-Forwarded-For.
const proxies = z
  .string()
  .transform((value) => value.split(",").map((part) => part.trim()))
  .refine((parts) => parts.every(isNetwork), {
    error: "must be addresses or networks such as 10.0.0.0/8, or loopback, linklocal or uniquelocal, with commas",
  });

function isNetwork(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  const isLength = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version !== 0 && isLength && more.length === 0;
}

const databaseUrl = url("postgres://user:password@127.0.0.1:5432/deskhand", ["postgres:", "postgresql:"]);

const masterKeys = z.string().transform((value, context) => {
  const keys = value.split(",").map((part) => Buffer.from(part.trim(), "base64"));
  if (keys.length === 0 || keys.some((key) => key.length !== 32)) {
    context.addIssue({
      code: "custom",
      message:
        "must be one or more keys of 32 bytes in base64, comma-separated; make one with: openssl rand -base64 32",
    });
    return z.NEVER;
  }
  return keys;
});

// As the specification of OpenTelemetry writes them: like the W3C's baggage, percent-encoded. They hold secrets.
const headers = z.string().transform((value, context) => {
  const pairs = value.split(",").map((pair) => /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*?)\s*$/.exec(pair));
  const found = pairs.flatMap((pair) => (pair ? [[pair[1] ?? "", decoded(pair[2] ?? "")] as const] : []));
  if (found.length === pairs.length) return Object.fromEntries(found);
  context.addIssue({ code: "custom", message: "must be headers such as authorization=Bearer%20TOKEN,x-tenant=desk" });
  return z.NEVER;
});

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a value with a bare % stands for itself
  }
}

const variables = z.object({
  NODE_ENV: z
    .enum(["development", "test", "production"], { error: "must be development, test or production" })
    .default("development"),
  PORT: wholeNumber(0, 65_535, 3000).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  PUBLIC_URL: httpUrl("https://desk.example.com").optional(),
  TRUSTED_PROXIES: proxies.default(["loopback"]),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      error: "must be one of trace, debug, info, warn, error, fatal, silent",
    })
    .optional(),
  DESKHAND_ROLE: z.enum(["all", "web", "worker"], { error: "must be all, web or worker" }).default("all"),
  DESKHAND_DATA_DIR: z.string().min(1).default(".data"),
  DESKHAND_SPOOL_MAX_MB: wholeNumber(1, 1_048_576, 256).default(256),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_APP_URL: databaseUrl.optional(),
  DESKHAND_MASTER_KEY: masterKeys.optional(),
  METRICS_PORT: wholeNumber(0, 65_535, 9464).optional(),
  METRICS_HOST: z.string().min(1).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl("http://127.0.0.1:4318").optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl("http://127.0.0.1:4318/v1/traces").optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.optional(),
  OTEL_SERVICE_NAME: z.string().trim().min(1).default("deskhand"),
  DESKHAND_FAULT_POINT: optionalText,
  REDIS_URL: url("redis://127.0.0.1:6379", ["redis:", "rediss:"]).optional(),
  QDRANT_URL: httpUrl("http://127.0.0.1:6333").optional(),
  QDRANT_API_KEY: optionalText,
  LLM_BASE_URL: httpUrl("https://api.deepseek.com/v1").optional(),
  LLM_API_KEY: optionalText,
  LLM_MODEL: optionalText,
  LLM_REGION: region.optional(),
  EMBEDDING_BASE_URL: httpUrl("https://api.example.com/v1").optional(),
  EMBEDDING_API_KEY: optionalText,
  EMBEDDING_MODEL: optionalText,
  EMBEDDING_REGION: region.optional(),
  EMBEDDING_DIMENSIONS: wholeNumber(1, 16_384, 1536).optional(),
  EMBEDDING_PREVIOUS_BASE_URL: httpUrl("https://api.example.com/v1").optional(),
  EMBEDDING_PREVIOUS_API_KEY: optionalText,
  EMBEDDING_PREVIOUS_MODEL: optionalText,
  EMBEDDING_PREVIOUS_REGION: region.optional(),
  EMBEDDING_PREVIOUS_DIMENSIONS: wholeNumber(1, 16_384, 1536).optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[A-Za-z0-9_-]+$/, { error: "must be a token as @BotFather gives it, such as 123456:ABC-DEF" })
    .optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, { error: "must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -" })
    .optional(),
  TELEGRAM_MODE: z.enum(["webhook", "polling"], { error: "must be webhook or polling" }).optional(),
  TELEGRAM_API_ROOT: httpUrl("https://api.telegram.org").optional(),
  TELEGRAM_DESK_CHAT_ID: z
    .string()
    .regex(/^-?\d+(,\s*-?\d+)*$/, { error: "must be a chat id such as -1001234567890, or several with commas" })
    .optional(),
  TELEGRAM_ALERT_CHAT_ID: z
    .string()
    .regex(/^-?\d+$/, { error: "must be a chat id such as -1001234567890" })
    .optional(),
  SLACK_BOT_TOKEN: optionalText,
  SLACK_SIGNING_SECRET: optionalText,
  SLACK_APP_TOKEN: optionalText,
  SLACK_API_URL: url("https://slack.com/api/", ["http:", "https:"]).optional(),
  SLACK_DESK_CHANNEL: optionalText,
  SLACK_ALERT_CHANNEL: optionalText,
  WECOM_CORP_ID: optionalText,
  WECOM_AGENT_ID: z.string().regex(/^\d+$/, { error: "must be a number such as 1000002" }).optional(),
  WECOM_SECRET: optionalText,
  WECOM_TOKEN: optionalText,
  WECOM_ENCODING_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}$/, { error: "must be the 43 characters that the WeCom console shows" })
    .optional(),
  WECOM_API_BASE: httpUrl("https://qyapi.weixin.qq.com").optional(),
  WECOM_DESK_USERS: optionalText,
  WECOM_ALERT_USERS: optionalText,
  WECHATY_PUPPET: optionalText,
  WECHATY_PUPPET_SERVICE_TOKEN: optionalText,
  WECHATY_PUPPET_SERVICE_ENDPOINT: optionalText,
});

export type Environment = z.output<typeof variables>;

/** Variables that only make sense together: the first needs all the others. */
const together: [keyof Environment, (keyof Environment)[], string][] = [
  ["LLM_BASE_URL", ["LLM_MODEL"], "LLM_MODEL=deepseek-chat"],
  ["LLM_MODEL", ["LLM_BASE_URL"], "LLM_BASE_URL=https://api.deepseek.com/v1"],
  ["EMBEDDING_BASE_URL", ["EMBEDDING_MODEL"], "EMBEDDING_MODEL=text-embedding-3-small"],
  ["EMBEDDING_MODEL", ["EMBEDDING_BASE_URL"], "EMBEDDING_BASE_URL=https://api.example.com/v1"],
  ["EMBEDDING_PREVIOUS_BASE_URL", ["EMBEDDING_PREVIOUS_MODEL"], "EMBEDDING_PREVIOUS_MODEL=text-embedding-3-small"],
  ["SLACK_SIGNING_SECRET", ["SLACK_BOT_TOKEN"], "SLACK_BOT_TOKEN=xoxb-…"],
  ["SLACK_APP_TOKEN", ["SLACK_BOT_TOKEN"], "SLACK_BOT_TOKEN=xoxb-…"],
  [
    "WECOM_SECRET",
    ["WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_TOKEN", "WECOM_ENCODING_AES_KEY"],
    "see the WeCom console",
  ],
  ["WECOM_CORP_ID", ["WECOM_SECRET"], "see the WeCom console"],
];

/**
 * Checks the environment (and what `.env` added to it).
 * @throws ConfigError that names every wrong variable, what was wrong and an example.
 */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const result = variables.safeParse(present);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new ConfigError(`The configuration is not valid:\n  ${lines.join("\n  ")}`);
  }
  const problems = [
    ...missingPartners(result.data),
    ...channelProblems(result.data),
    ...productionProblems(result.data),
  ];
  if (problems.length > 0) throw new ConfigError(`The configuration is not valid:\n  ${problems.join("\n  ")}`);
  return result.data;
}

function missingPartners(environment: Environment): string[] {
  return together.flatMap(([variable, partners, example]) =>
    environment[variable] === undefined
      ? []
      : partners
          .filter((partner) => environment[partner] === undefined)
          .map((partner) => `${partner} is required when ${variable} is set, for example: ${example}`),
  );
}

function channelProblems(environment: Environment): string[] {
  const problems: string[] = [];
  if (environment.SLACK_BOT_TOKEN && !environment.SLACK_SIGNING_SECRET && !environment.SLACK_APP_TOKEN) {
    problems.push(
      "SLACK_SIGNING_SECRET (for webhooks) or SLACK_APP_TOKEN (for socket mode) is required when SLACK_BOT_TOKEN is set",
    );
  }
  if (
    environment.TELEGRAM_BOT_TOKEN &&
    telegramMode(environment) === "webhook" &&
    !environment.TELEGRAM_WEBHOOK_SECRET
  ) {
    problems.push(
      "TELEGRAM_WEBHOOK_SECRET is required for webhooks, for example the output of: openssl rand -hex 24 (or set TELEGRAM_MODE=polling)",
    );
  }
  return problems;
}

function productionProblems(environment: Environment): string[] {
  if (environment.NODE_ENV !== "production") return [];
  const problems: string[] = [];
  if (!environment.DESKHAND_MASTER_KEY)
    problems.push("DESKHAND_MASTER_KEY is required in production; make one with: openssl rand -base64 32");
  if (environment.DESKHAND_FAULT_POINT)
    problems.push("DESKHAND_FAULT_POINT kills the process for tests and is not taken in production; unset it");
  return problems;
}

/** Webhooks when the platform can reach us, else polling. */
export function telegramMode(environment: Pick<Environment, "TELEGRAM_MODE" | "PUBLIC_URL">): "webhook" | "polling" {
  return environment.TELEGRAM_MODE ?? (environment.PUBLIC_URL ? "webhook" : "polling");
}
