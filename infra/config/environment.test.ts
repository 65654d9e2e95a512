import { describe, expect, it } from "vitest";
import { parseEnvironment, telegramMode } from "./environment.ts";

describe("the environment", () => {
  it("needs nothing at all", () => {
    expect(parseEnvironment({})).toMatchObject({
      PORT: 3000,
      HOST: "127.0.0.1",
      DESKHAND_ROLE: "all",
      DESKHAND_DATA_DIR: ".data",
    });
  });

  it("takes an empty variable as unset, as in a copied example file", () => {
    expect(parseEnvironment({ DATABASE_URL: "", PORT: "" })).toMatchObject({ PORT: 3000 });
  });

  it.each([
    [{ PORT: "http" }, /PORT must be a whole number from 0 to 65535, such as 3000/],
    [{ DATABASE_URL: "mysql://x" }, /DATABASE_URL must be a URL such as postgres:/],
    [{ TRUSTED_PROXIES: "10.0.0.0/8, everybody" }, /TRUSTED_PROXIES must be addresses or networks such as/],
    [{ TRUSTED_PROXIES: "10.0.0.0/33" }, /TRUSTED_PROXIES must be addresses/],
    [{ DESKHAND_ROLE: "cook" }, /DESKHAND_ROLE must be all, web or worker/],
    [{ DESKHAND_MASTER_KEY: "c2hvcnQ=" }, /DESKHAND_MASTER_KEY must be one or more keys of 32 bytes/],
    [{ TELEGRAM_BOT_TOKEN: "nonsense" }, /TELEGRAM_BOT_TOKEN must be a token as @BotFather gives it/],
    [{ WECOM_ENCODING_AES_KEY: "short" }, /WECOM_ENCODING_AES_KEY must be the 43 characters/],
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, /SLACK_SIGNING_SECRET .* is required/],
    [{ LLM_BASE_URL: "http://127.0.0.1:1" }, /LLM_MODEL is required when LLM_BASE_URL is set/],
    [{ METRICS_PORT: "nine" }, /METRICS_PORT must be a whole number from 0 to 65535, such as 9464/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }, /OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: "nonsense" }, /OTEL_EXPORTER_OTLP_HEADERS must be headers such as/],
    [{ NODE_ENV: "production" }, /DESKHAND_MASTER_KEY is required in production/],
    [
      { TELEGRAM_BOT_TOKEN: "1:a", PUBLIC_URL: "https://desk.example.com" },
      /TELEGRAM_WEBHOOK_SECRET is required for webhooks/,
    ],
  ])("names what is wrong with %j", (source, message) => {
    expect(() => parseEnvironment(source)).toThrow(message);
  });

  it("names every wrong variable at once", () => {
    expect(() => parseEnvironment({ PORT: "x", DESKHAND_ROLE: "y" })).toThrow(/PORT[\s\S]*DESKHAND_ROLE/);
  });

  it("never repeats a secret in its error", () => {
    const attempt = () => parseEnvironment({ DESKHAND_MASTER_KEY: "super-secret-value" });
    expect(attempt).toThrow();
    expect(attempt).not.toThrow(/super-secret-value/);
  });

  it("reads the headers for traces as OpenTelemetry writes them", () => {
    const source = { OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20a%3Db, x-tenant = desk,x-rate=5%" };
    expect(parseEnvironment(source).OTEL_EXPORTER_OTLP_HEADERS).toEqual({
      authorization: "Bearer a=b",
      "x-tenant": "desk",
      "x-rate": "5%",
    });
  });

  it("polls Telegram unless the platform can reach us", () => {
    expect(telegramMode({})).toBe("polling");
    expect(telegramMode({ PUBLIC_URL: "https://desk.example.com" })).toBe("webhook");
    expect(telegramMode({ PUBLIC_URL: "https://desk.example.com", TELEGRAM_MODE: "polling" })).toBe("polling");
  });
});
