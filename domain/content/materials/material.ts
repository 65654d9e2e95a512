import { DeskhandModel } from "../../../infra/db/model.ts";
import type { funnelLayers } from "../../customers/funnel-words.ts";
import type { CodeOf } from "../../language/word-list.ts";
import type { materialStatuses, materialTypes } from "../content-words.ts";

/** A picture, a video, a document or a text for staff to send, with the words that go with it. */
export class Material extends DeskhandModel {
  static override tableName = "materials";
  static override jsonAttributes = ["hashtags", "suitableStages", "tags"];
  declare materialCode: string;
  /** Another one with each change of words or file. */
  declare versionId: string;
  declare status: CodeOf<typeof materialStatuses>;
  declare type: CodeOf<typeof materialTypes>;
  declare category: string;
  declare subcategory: string | null;
  declare title: string | null;
  /** The text itself, where the material is one. */
  declare content: string | null;
  /** `blob:SHA256`, as of messages. */
  declare mediaUrl: string | null;
  declare fileName: string | null;
  declare mimeType: string | null;
  /** A picture that shows what is in the file. */
  declare thumbnailUrl: string | null;
  /** What goes with the file. */
  declare caption: string | null;
  /** Without `#`. */
  declare hashtags: string[];
  declare purpose: string | null;
  /** The parts of the funnel that it is for; empty: all. */
  declare suitableStages: CodeOf<typeof funnelLayers>[];
  declare tags: string[];
  declare views: number;
  declare likes: number;
  declare comments: number;
  declare shares: number;
  /** How often it reached a customer. */
  declare publishedCount: number;
  declare isActive: boolean;
  declare createdBy: string | null;
  declare approvedBy: string | null;
  declare approvedAt: Date | null;
  declare createdAt: Date;
  declare updatedAt: Date;
}

export const wordColumns = [
  "type",
  "category",
  "subcategory",
  "title",
  "content",
  "mediaUrl",
  "fileName",
  "mimeType",
  "thumbnailUrl",
  "caption",
  "hashtags",
  "purpose",
  "suitableStages",
  "tags",
] as const;

/** What a material says and shows: another one is another version, which waits for approval. */
export type MaterialWords = Pick<Material, (typeof wordColumns)[number]>;

/** What only other systems know of a material: where it was posted, how often it was looked at and liked. */
export type MaterialFigures = Partial<Pick<Material, "views" | "likes" | "comments" | "shares">>;

/** The words of a stored material. */
export function wordsOfMaterial(material: MaterialWords): MaterialWords {
  const { type, category, subcategory, title, content, mediaUrl, fileName, mimeType, thumbnailUrl } = material;
  const { caption, hashtags, purpose, suitableStages, tags } = material;
  return {
    ...{ type, category, subcategory, title, content, mediaUrl, fileName, mimeType, thumbnailUrl },
    ...{ caption, hashtags, purpose, suitableStages, tags },
  };
}

/** The text that a customer gets with it; empty where there is none. */
export function textOfMaterial({ content, caption, hashtags }: Pick<Material, "content" | "caption" | "hashtags">) {
  const marks = hashtags.map((word) => `#${word}`).join(" ");
  return [content, caption, marks].filter((part) => part !== null && part !== "").join("\n\n");
}

/** The SHA-256 of a kept file, of `blob:SHA256`; null for anything else. */
export function keptFile(url: string | null): string | null {
  return /^blob:([0-9a-f]{64})$/.exec(url ?? "")?.[1] ?? null;
}
