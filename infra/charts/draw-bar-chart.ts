import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

export interface BarChartContent {
  title: string;
  /** Along the axis. */
  categories: string[];
  /** Null: no bar, which is not the same as nothing. */
  series: { name: string; values: (number | null)[] }[];
}

const WIDTH = 720;
const HEIGHT = 360;
/** Chats show pictures on dense screens. */
const DENSITY = 2;
const FONT = "Deskhand Chart";
const COLORS = ["#4068d8", "#33a07a", "#d88a2b", "#b04a5a"];

use([BarChart, GridComponent, LegendComponent, TitleComponent, CanvasRenderer]);

/** Draws it with the chart library; loaded when the first chart is wanted. */
export async function drawBarChart({ title, categories, series }: BarChartContent): Promise<Buffer> {
  await haveFont();
  const canvas = createCanvas(WIDTH * DENSITY, HEIGHT * DENSITY);
  // The canvas has every method of a browser's that drawing needs; echarts' type asks for a document's element.
  const chart = init(canvas as never, null, {
    renderer: "canvas",
    width: WIDTH,
    height: HEIGHT,
    devicePixelRatio: DENSITY,
  });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    color: COLORS,
    textStyle: { fontFamily: FONT },
    title: { text: title, left: 16, top: 12, textStyle: { fontSize: 16, fontWeight: "normal" } },
    legend: { right: 16, top: 14 },
    grid: { left: 48, right: 16, top: 56, bottom: 32 },
    xAxis: { type: "category", data: categories },
    yAxis: { type: "value", minInterval: 1 },
    series: series.map(({ name, values }) => ({ type: "bar", name, data: values, barMaxWidth: 24 })),
  });
  const png = canvas.toBuffer("image/png");
  chart.dispose();
  return png;
}

async function haveFont(): Promise<void> {
  if (GlobalFonts.has(FONT)) return;
  const file = fileURLToPath(import.meta.resolve("@fontsource/inter/files/inter-latin-400-normal.woff2"));
  GlobalFonts.register(await readFile(file), FONT);
}
