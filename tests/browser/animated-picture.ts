import { encode } from "modern-gif";
import type { Browser } from "playwright-core";

export interface Frame {
  png: Buffer;
  /** How long it stands. */
  milliseconds: number;
}

/** Pictures of one size after each other, again and again, as a GIF. */
export async function animatedPicture(
  browser: Browser,
  size: { width: number; height: number },
  frames: readonly Frame[],
): Promise<Buffer> {
  const page = await browser.newPage();
  const pictures: { data: Uint8ClampedArray; delay: number }[] = [];
  for (const { png, milliseconds } of frames) {
    const pixels: string = await page.evaluate(`(${readPixels})("${png.toString("base64")}")`);
    pictures.push({ data: new Uint8ClampedArray(Buffer.from(pixels, "base64")), delay: milliseconds });
  }
  await page.close();
  return Buffer.from(await encode({ ...size, frames: pictures, maxColors: 128, looped: true, format: "arrayBuffer" }));
}

/** Runs in the browser, which can decode a PNG: its pixels as base64 of RGBA. Text, since these types know no browser. */
const readPixels = `async (png) => {
  const blob = await (await fetch("data:image/png;base64," + png)).blob();
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}`;
