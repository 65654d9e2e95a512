import { Readable } from "node:stream";
import type { Period } from "../../domain/performance/period.ts";
import type { TrendDay } from "../../domain/performance/read-performance.ts";
import { renderBarChart } from "../../infra/charts/render-bar-chart.ts";
import type { BlobStore } from "../../infra/files/blob-store.ts";
import type { FileReference } from "../delivery/queue-delivery.ts";

const MAX_PICTURE_BYTES = 2 * 1024 * 1024;

/** Draws the days of a trend, all from 0 to 100, and keeps the picture; before any transaction that sends it. */
export async function drawTrend(
  blobs: BlobStore,
  orgId: string,
  { from, to }: Period,
  trend: readonly TrendDay[],
): Promise<FileReference> {
  const png = await renderBarChart({
    title: `Figures per day, ${from} to ${to}`,
    categories: trend.map(({ day }) => day.slice(5)),
    series: [
      { name: "score", values: trend.map(({ score }) => score) },
      { name: "answered %", values: trend.map(({ answered }) => answered) },
      { name: "deadlines met %", values: trend.map(({ deadlines }) => deadlines) },
    ],
  });
  const mimeType = "image/png";
  const { sha256 } = await blobs.put(orgId, Readable.from([png]), { maxBytes: MAX_PICTURE_BYTES, mimeType });
  return { sha256, name: `figures-${from}-${to}.png`, mimeType, kind: "image" };
}
