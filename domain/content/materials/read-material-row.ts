import { z } from "zod";
import { InputError } from "../../../infra/errors.ts";
import { funnelLayers } from "../../customers/funnel-words.ts";
import { filled, list, optionalText, text } from "../cells.ts";
import { materialTypes } from "../content-words.ts";
import type { MaterialFigures, MaterialWords } from "./material.ts";

/** The columns that an import reads. Whatever else `materials` has is ours to fill. */
export const materialColumns = [
  "material_code",
  "type",
  "category",
  "subcategory",
  "title",
  "content",
  "media_url",
  "thumbnail_url",
  "caption",
  "hashtags",
  "purpose",
  "suitable_stages",
  "tags",
  "views",
  "likes",
  "comments",
  "shares",
  "is_active",
  "created_by",
] as const;

export interface MaterialRow {
  /** Null: the row gets the next code, or that of a material with the same title, text and file. */
  code: string | null;
  /** Without its files, which the row names. */
  words: Omit<MaterialWords, "mediaUrl" | "fileName" | "mimeType" | "thumbnailUrl">;
  /** Paths, as they stand in the row. */
  file: string | null;
  thumbnail: string | null;
  figures: MaterialFigures;
  isActive: boolean | null;
  /** E-mail address or employee code of who made it. */
  author: string | null;
}

/** A hashtag is one word, with or without its `#`. */
const hashtag = z
  .string()
  .max(100)
  .transform((word) => word.trim().replace(/^#/, ""))
  .pipe(z.string().regex(/^[^\s#]+$/u, "must be one word"));
const layer = z.preprocess(
  (value) => (typeof value === "string" ? (funnelLayers.read(value) ?? value) : value),
  z.enum(funnelLayers.codes, `must be of ${funnelLayers.codes.join(", ")}`),
);
const figure = z.preprocess(
  (value) => (typeof filled(value) === "string" ? Number(filled(value)) : (filled(value) ?? undefined)),
  z.number("must be a number").int("must be a whole number").min(0, "must be 0 or more").max(2_000_000_000).optional(),
);
const active = z.preprocess((value) => {
  const word = String(filled(value) ?? "").toLowerCase();
  if (word === "") return null;
  if (["true", "yes", "1", "是"].includes(word)) return true;
  return ["false", "no", "0", "否"].includes(word) ? false : word;
}, z.boolean("must be true or false").nullable());

const Row = z.object({
  material_code: z.preprocess(
    filled,
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$/, "must be 1 to 50 of letters, digits, _, - and .")
      .nullable(),
  ),
  type: z.preprocess(
    (value) => materialTypes.read(String(value ?? "")) ?? filled(value),
    z.enum(materialTypes.codes, `must be of ${materialTypes.codes.join(", ")}`),
  ),
  category: text(100),
  subcategory: optionalText(100),
  title: optionalText(200),
  content: optionalText(20_000),
  media_url: optionalText(1_000),
  thumbnail_url: optionalText(1_000),
  caption: optionalText(4_000),
  hashtags: list(hashtag),
  purpose: optionalText(2_000),
  suitable_stages: list(layer),
  tags: list(z.string().max(100)),
  views: figure,
  likes: figure,
  comments: figure,
  shares: figure,
  is_active: active,
  created_by: optionalText(254),
});

/** Reads one row of an import: JSON values, or the text of a table's cells. @throws InputError naming each column. */
export function readMaterialRow(record: unknown): MaterialRow {
  const result = Row.safeParse(record);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "the row"} ${issue.message}`);
    throw new InputError(problems.join("; "));
  }
  const row = result.data;
  const { views, likes, comments, shares } = row;
  const figures = Object.entries({ views, likes, comments, shares }).filter(([, value]) => value !== undefined);
  return {
    code: row.material_code,
    words: {
      type: row.type,
      category: row.category,
      subcategory: row.subcategory,
      title: row.title,
      content: row.content,
      caption: row.caption,
      hashtags: row.hashtags,
      purpose: row.purpose,
      suitableStages: row.suitable_stages,
      tags: row.tags,
    },
    file: row.media_url,
    thumbnail: row.thumbnail_url,
    figures: Object.fromEntries(figures),
    isActive: row.is_active,
    author: row.created_by,
  };
}

/** @throws InputError when a material's parts are not those of its type. */
export function refuseUnfitParts(words: Pick<MaterialWords, "type" | "content" | "caption" | "mimeType">): void {
  const { type, content, caption, mimeType } = words;
  if (type === "text") {
    if (mimeType !== null) throw new InputError("type text has no file; with one it is mixed");
    if (content === null) throw new InputError("content is missing: a text is its content");
    return;
  }
  if (mimeType === null) throw new InputError(`media_url is missing: type ${type} has a file`);
  if (type !== "mixed" && !mimeType.startsWith(`${type}/`)) {
    throw new InputError(`the file is ${mimeType}, and type ${type} wants another; mixed takes any`);
  }
  if (type === "mixed" && content === null && caption === null) {
    throw new InputError("content or caption is missing: type mixed is a file and a text");
  }
}
