import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { showBacklog } from "../../app/show-backlog.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { createMetrics } from "../../infra/metrics/metrics.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { startDatabaseProxy } from "../support/database-proxy.ts";
import { freePort } from "../support/free-port.ts";

let desk: ApiDesk;
let watchedAt: string;
let rendered: string;
let channel: string;

beforeAll(async () => {
  const port = await freePort();
  watchedAt = `http://127.0.0.1:${port}`;
  desk = await openApiDesk({ METRICS_PORT: String(port) });
  await desk.customer("Ann Example", "How long does a withdrawal take?");
  rendered = await (await fetch(`${watchedAt}/metrics`)).text();
  const [row] = await desk.rows<{ id: string }>("SELECT id FROM channels");
  channel = row?.id ?? "";
}, 60_000);
afterAll(() => desk.close());

describe("/metrics", () => {
  it("tells rate, errors and duration of what a message goes through, by channel", () => {
    const of = { platform: "telegram", channel };
    expect(sample("deskhand_receipts_total", { channel, result: "stored" })).toBeGreaterThanOrEqual(1);
    expect(sample("deskhand_turns_total", { ...of, result: "done" })).toBeGreaterThanOrEqual(1);
    expect(sample("deskhand_turn_seconds_count", of)).toBeGreaterThanOrEqual(1);
    expect(sample("deskhand_deliveries_total", { ...of, audience: "customer", result: "sent" })).toBeGreaterThanOrEqual(
      1,
    );
    expect(sample("deskhand_delivery_seconds_count", of)).toBeGreaterThanOrEqual(1);
    expect(sample("deskhand_jobs_total", { task: "converse", result: "done" })).toBeGreaterThanOrEqual(1);
    for (const step of [
      "accept",
      "pick_up",
      "parse",
      "resolve",
      "understand",
      "retrieve",
      "commit",
      "send",
      "settle",
    ]) {
      expect(sample("deskhand_step_seconds_count", { step }), step).toBeGreaterThanOrEqual(1);
    }
  });

  it("tells what waits, from the database", () => {
    const of = { platform: "telegram", channel };
    expect(sample("deskhand_database_up")).toBe(1);
    expect(sample("deskhand_receipts_pending", of)).toBe(0);
    expect(sample("deskhand_deliveries_pending", { ...of, audience: "customer" })).toBe(0);
    expect(sample("deskhand_channel_info", { ...of, name: "env", status: "active" })).toBe(1);
    expect(sample("deskhand_pool_connections_max", { pool: "app" })).toBe(6);
    expect(rendered).not.toMatch(/^deskhand_redis_up /m);
  });

  it("names nobody: no label grows with customers", async () => {
    expect(rendered).not.toContain("Ann Example");
    const ofMessages = /^deskhand_(?:webhook|receipts|turn|deliver|step|model|embedder|cache)/;
    const seriesAfter = async (name: string) => {
      await desk.customer(name, "How long does a withdrawal take?");
      const series = seriesOf(await (await fetch(`${watchedAt}/metrics`)).text());
      return series.map((line) => line.replace(/ \S+$/, "")).filter((line) => ofMessages.test(line));
    };
    const second = await seriesAfter("Bo Example");
    expect(await seriesAfter("Cy Example")).toEqual(second);
    expect(second.join("\n")).not.toMatch(/Example|52000000/);
  });

  it("is on a port of its own where one is set, and then not where strangers reach it", async () => {
    expect((await fetch(`${desk.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${watchedAt}/readyz`)).status).toBe(200);
    expect((await fetch(`${watchedAt}/webhooks/telegram`, { method: "POST" })).status).toBe(404);
  });

  it("leaves out what it cannot know while the database is away, and is answered all the same", async () => {
    const proxy = await startDatabaseProxy(desk.databaseUrl);
    const db = connectDatabase(proxy.url);
    try {
      const metrics = createMetrics();
      showBacklog(metrics, db, { everyMs: 0 });
      expect((await metrics.render()).text).toMatch(/^deskhand_receipts_pending\{/m);
      await proxy.cut();
      const without = (await metrics.render()).text;
      expect(without).toMatch(/^deskhand_database_up 0$/m);
      expect(without).not.toMatch(/^deskhand_(receipts|deliveries|queue|alerts|outbox|channel)_[a-z_]+\{/m);
      await proxy.restore();
      expect((await metrics.render()).text).toMatch(/^deskhand_receipts_pending\{/m);
    } finally {
      await db.close();
      await proxy.close();
    }
  }, 30_000);
});

describe("what monitoring/ is built on", () => {
  const Rules = z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            for: z.string().optional(),
            labels: z.object({ severity: z.enum(["critical", "warning"]) }),
            annotations: z.object({ summary: z.string() }),
          }),
        ),
      }),
    ),
  });
  const Dashboard = z.object({
    uid: z.string(),
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).optional() })),
  });
  const rules = Rules.parse(parse(readFileSync("monitoring/alerts.yml", "utf8"))).groups.flatMap(
    (group) => group.rules,
  );
  const dashboard = Dashboard.parse(JSON.parse(readFileSync("monitoring/grafana-dashboard.json", "utf8")));
  const expressions = [
    ...rules.map(({ alert, expr }) => [alert, expr] as const),
    ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ];

  it("has an alert and a panel for everything worth one", () => {
    expect(rules.length).toBeGreaterThanOrEqual(15);
    expect(dashboard.panels.filter(({ targets }) => targets).length).toBeGreaterThanOrEqual(25);
  });

  it.each(expressions)("%s uses only metrics that the product has: %s", (_name, expr) => {
    const names = expr.match(/\b(?:deskhand|nodejs|process)_[a-z0-9_]+/g) ?? (/^up\{/.test(expr) ? [] : ["nothing"]);
    for (const name of names) {
      const base = name.replace(/_(?:bucket|sum|count)$/, "");
      expect(rendered).toMatch(new RegExp(`^# TYPE (?:${name}|${base}) `, "m"));
      // What says how many of what there are ends in _bucket, _sum or _count only where it is a histogram.
      if (base !== name) expect(rendered).toContain(`# TYPE ${base} histogram`);
    }
  });

  it.each(expressions)("%s asks only for labels that the metric has: %s", (_name, expr) => {
    for (const [, name = "", matchers = ""] of expr.matchAll(/\b(deskhand_[a-z0-9_]+)\{([^}]*)\}/g)) {
      const labels = [...matchers.matchAll(/([a-z_]+)\s*=~?/g)].map(([, label]) => label ?? "");
      const has = labelsOf(name.replace(/_(?:bucket|sum|count)$/, ""));
      if (has.length > 0) expect(has).toEqual(expect.arrayContaining(labels));
    }
  });

  it("has a panel or an alert for each metric of ours", () => {
    const used = expressions.map(([, expr]) => expr).join("\n");
    const ours = [...rendered.matchAll(/^# TYPE (deskhand_\S+) /gm)].map(([, name]) => name ?? "");
    expect(ours.filter((name) => !new RegExp(`\\b${name}(?:_bucket|_sum|_count)?\\b`).test(used))).toEqual([]);
  });

  it("has each of them explained in the page on running it, and none that is not there", () => {
    const page = readFileSync("docs/running-several-processes.md", "utf8");
    const table = page.slice(page.indexOf("| metric | what |"), page.indexOf("**One message in the log.**"));
    const ours = [...rendered.matchAll(/^# TYPE (deskhand_\S+) /gm)].map(([, name]) => name ?? "");
    const told = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = ""]) => namesIn(cell));
    expect(told.sort()).toEqual(ours.sort());
  });

  it("names every metric of ours as Prometheus asks for: its unit, and _total for what only grows", () => {
    for (const [, name = "", type] of rendered.matchAll(/^# TYPE (deskhand_\S+) (\S+)$/gm)) {
      expect(name).toMatch(/^deskhand_[a-z]+(?:_[a-z]+)*$/);
      expect(name.endsWith("_total"), name).toBe(type === "counter");
      if (type === "histogram") expect(name).toMatch(/_seconds$/);
    }
  });
});

/** The value of a series with exactly these labels. */
function sample(name: string, labels: Record<string, string> = {}): number | undefined {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const line = rendered.split("\n").find((candidate) => {
    const [series = ""] = candidate.split(/\s(?=\S+$)/);
    const own = /^([^{]+)(?:\{(.*)\})?$/.exec(series);
    const has = (own?.[2] ?? "").split(/,(?=[a-z_]+=)/).filter(Boolean);
    return own?.[1] === name && has.length === wanted.length && wanted.every((label) => has.includes(label));
  });
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

function seriesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

/** `deskhand_model_requests_total`, `…_seconds`: what is left out is of the first before it, word by word. */
function namesIn(cell: string): string[] {
  const names = [...cell.matchAll(/`(deskhand_[a-z_]+|…_[a-z_]+)`/g)].map(([, name]) => name ?? "");
  const metrics = [...rendered.matchAll(/^# TYPE (deskhand_\S+) /gm)].map(([, name]) => name ?? "");
  let first = "";
  return names.map((name) => {
    if (!name.startsWith("…")) {
      first = name;
      return name;
    }
    const words = first.split("_");
    const ends = words.map((_word, index) => `${words.slice(0, words.length - index).join("_")}${name.slice(1)}`);
    return ends.find((candidate) => metrics.includes(candidate)) ?? name;
  });
}

/** Of the series that there are. */
function labelsOf(name: string): string[] {
  const series = seriesOf(rendered).filter((line) => new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{`).test(line));
  return [...new Set(series.flatMap((line) => [...line.matchAll(/([a-z_]+)="/g)].map(([, label]) => label ?? "")))];
}
