import { Readable } from "node:stream";
import type { Language } from "../../../domain/language/language.ts";
import { renderBarChart } from "../../../infra/charts/render-bar-chart.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import type { BlobStore } from "../../../infra/files/blob-store.ts";
import type { LiveChannel } from "../../channels/channel-directory.ts";
import type { FileReference } from "../../delivery/queue-delivery.ts";
import type { GapDeps } from "../../gaps/list-gaps.ts";
import { weeklyGaps } from "../../gaps/weekly-gaps.ts";
import { withheldAnswers } from "../../gaps/withheld-answers.ts";
import type { RichText } from "../../ports/rich-text.ts";
import type { DayWindow } from "./day-window.ts";
import { digestWords } from "./digest-words.ts";
import { type DayFigures, readFigures } from "./read-figures.ts";

export interface Digest {
  figures: DayFigures;
  picture: FileReference;
  /** As it may be shown on a channel; null: nowhere but in what is kept. */
  words(scope: OrgScope, channel: LiveChannel | null, language: Language): Promise<RichText>;
}

const MAX_PICTURE_BYTES = 2 * 1024 * 1024;

/** Reads and draws a day, and keeps the picture; before any transaction that sends it. */
export async function prepareDigest(
  { db, blobs, clusterQuestions }: { db: Database; blobs: BlobStore } & GapDeps,
  orgId: string,
  window: DayWindow,
  timezone: string,
): Promise<Digest> {
  const figures = await inOrganization(db, orgId, (scope) => readFigures(scope, window, timezone));
  const gaps = await weeklyGaps({ db, clusterQuestions }, orgId, window);
  const png = await renderBarChart({
    title: `Messages per hour, ${window.day}`,
    categories: Array.from({ length: 24 }, (_, hour) => String(hour)),
    series: [
      { name: "customers", values: figures.hours.fromCustomers },
      { name: "desk", values: figures.hours.fromUs },
    ],
  });
  const mimeType = "image/png";
  const { sha256 } = await blobs.put(orgId, Readable.from([png]), { maxBytes: MAX_PICTURE_BYTES, mimeType });
  const picture = { sha256, name: `digest-${window.day}.png`, mimeType, kind: "image" as const };
  return {
    figures,
    picture,
    words: async (scope, channel, language) => {
      const asked = figures.unanswered.flatMap(({ answers }) => answers);
      const withheld = channel ? await withheldAnswers(scope, channel, asked) : new Set<string>();
      return digestWords(window.day, figures, language, gaps, withheld);
    },
  };
}
