import type { BarChartContent } from "./draw-bar-chart.ts";

/**
 * A bar chart as PNG, drawn in the process without a browser. Words in Latin script only: the font is one that a package
 * brings, since a server may have none, and one with Chinese would be ten megabytes.
 */
export async function renderBarChart(content: BarChartContent): Promise<Buffer> {
  // Chart library and canvas take a second or two to load, and a start should not wait for a picture of tomorrow.
  const { drawBarChart } = await import("./draw-bar-chart.ts");
  return drawBarChart(content);
}
