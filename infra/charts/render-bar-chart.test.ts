import { createCanvas, loadImage } from "@napi-rs/canvas";
import { expect, it } from "vitest";
import { renderBarChart } from "./render-bar-chart.ts";

const chart = (values: (number | null)[]) =>
  renderBarChart({
    title: "Messages per hour",
    categories: values.map(String),
    series: [{ name: "customers", values }],
  });

it("is a PNG in which bars are as high as their values, with a title that is drawn", async () => {
  const image = await loadImage(await chart([0, 5, 10]));
  expect([image.width, image.height]).toEqual([1440, 720]);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const blue = countPixels(context.getImageData(0, 100, 1440, 620).data, [0x40, 0x68, 0xd8]);
  const onlyHigh = await bluePixels([0, 0, 10]);
  // Three bars of which one is half as high: half as much again as the high one alone.
  expect(blue / onlyHigh).toBeGreaterThan(1.4);
  expect(blue / onlyHigh).toBeLessThan(1.6);
  const dark = context.getImageData(0, 0, 600, 80).data.filter((value, index) => index % 4 === 0 && value < 128);
  expect(dark.length).toBeGreaterThan(200);
});

it("draws no bar where there is no value", async () => {
  expect(await bluePixels([null, null, 10])).toBe(await bluePixels([0, 0, 10]));
});

async function bluePixels(values: (number | null)[]): Promise<number> {
  const image = await loadImage(await chart(values));
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return countPixels(context.getImageData(0, 100, 1440, 620).data, [0x40, 0x68, 0xd8]);
}

function countPixels(data: Uint8ClampedArray, [red, green, blue]: [number, number, number]): number {
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
  }
  return count;
}
