import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { lazily } from "../../../infra/lazily.ts";
import type { Log } from "../../../infra/log/log.ts";
import { profileOf } from "../profile.ts";
import { fromSections, type KeptIndex, type SavedIndex, toSections } from "./saved-index.ts";
import { openSections, type SectionsFile, writeSections } from "./sections-file.ts";

/** Indexes kept for the next start, a file for each knowledge base. Never the truth: losing one costs time only. */
export interface IndexFolder {
  /** Null when there is none that can be used here. To be closed. */
  read(kbId: string): Promise<KeptIndex | null>;
  write(kbId: string, index: SavedIndex): Promise<void>;
  remove(kbId: string): Promise<void>;
}

// To be raised with every change of what is in the file. How texts are cut is told by the samples.
const FORMAT = 3;
const SAMPLES = [
  "How long does the withdrawal of $1,000.50 to my bank take, and isn't it 1.5% cheaper?",
  "请问出金手續費是多少？能不能提现到銀行卡，ＰＡＳＳＰＯＲＴ要不要上传",
];

/** A file tells whose vectors it has, and serves without them where another embedder is answered from. */
export function createIndexFolder(folder: string, log: Log): IndexFolder {
  // Cutting the samples needs the dictionary of Chinese: not before there is a file to read or to write.
  const made = lazily(() =>
    createHash("sha256")
      .update(JSON.stringify([FORMAT, SAMPLES.map(profileOf).map(({ words, grams }) => [words, [...grams]])]))
      .digest("hex"),
  );
  const fileOf = (kbId: string) => join(folder, `${kbId}.index`);

  return {
    read: async (kbId) => {
      let file: SectionsFile | null = null;
      try {
        file = await openSections(fileOf(kbId));
        if (file && Buffer.from(await file.read("made")).toString() === made()) return await fromSections(file);
      } catch (error) {
        log.warn("knowledge.saved_index_unreadable", { kb: kbId, error });
      }
      await file?.close();
      return null;
    },
    write: async (kbId, index) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeSections(fileOf(kbId), new Map([["made", Buffer.from(made())], ...toSections(index)]));
      } catch (error) {
        log.warn("knowledge.saved_index_unwritable", { kb: kbId, error });
      }
    },
    remove: async (kbId) => {
      await rm(fileOf(kbId), { force: true }).catch((error) =>
        log.warn("knowledge.saved_index_left", { kb: kbId, error }),
      );
    },
  };
}
