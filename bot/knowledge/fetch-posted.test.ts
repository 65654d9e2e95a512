import { Readable } from "node:stream";
import { expect, it } from "vitest";
import type { InputError } from "../../infra/errors.ts";
import type { Adapter } from "../ports/adapter.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import { fetchPosted } from "./fetch-posted.ts";

const MEGABYTE = 1024 * 1024;
const file = { ref: { id: "1" } };

const giving = (...pieces: Uint8Array[]): Pick<Adapter, "fetchFile"> => ({
  fetchFile: async () => ({ stream: Readable.from(pieces) }),
});
const failing = (error: DeliveryError): Pick<Adapter, "fetchFile"> => ({ fetchFile: () => Promise.reject(error) });

it("gives the bytes of a file that was posted", async () => {
  expect(Buffer.from(await fetchPosted(giving(Buffer.from("a"), Buffer.from("b")), file, 2))).toEqual(
    Buffer.from("ab"),
  );
});

it.each([
  ["that the platform gives nobody", {}, file, { en: "it cannot be fetched", zh: "无法下载此文件" }],
  ["that says it is too large", giving(), { ...file, size: MEGABYTE + 1 }, { en: "larger than 1 MB", zh: "大于 1 MB" }],
  ["that is too large", giving(Buffer.alloc(MEGABYTE + 1)), file, { en: "larger than 1 MB", zh: "大于 1 MB" }],
  [
    "that is gone",
    failing(new DeliveryError("rejected", "file_not_found")),
    file,
    { en: "it cannot be fetched: file_not_found", zh: "无法下载此文件：file_not_found" },
  ],
])("says in both languages why there are none of a file %s", async (_, adapter, posted, words) => {
  const error = await fetchPosted(adapter, posted, MEGABYTE).catch((thrown: InputError) => thrown);
  expect(error).toMatchObject({ code: "input.invalid", message: words.en, details: { words } });
});

it("fails as the platform did where it may work later, or somebody has to act", async () => {
  for (const error of [
    new DeliveryError("retry", "busy"),
    new DeliveryError("rejected", "no rights", { fault: "channel_broken" }),
  ]) {
    await expect(fetchPosted(failing(error), file, MEGABYTE)).rejects.toBe(error);
  }
});
