import packaged from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/**
 * The Chromium that a dev dependency carries, unpacked into the temporary folder on first use. Started with arguments of
 * our own: those of the package are for AWS Lambda and turn the same-origin policy off.
 */
export async function openBrowser(): Promise<Browser> {
  packaged.setGraphicsMode = false;
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    // Without a sandbox it also runs as root; it opens nothing but our own page.
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
  });
}
