import { readMaterialRow } from "../../../domain/content/materials/read-material-row.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";
import { createMaterialWriter } from "./material-writer.ts";

export interface AddOptions {
  text?: string;
  title?: string;
  type?: string;
  category: string;
  subcategory?: string;
  caption?: string;
  hashtags?: string;
  purpose?: string;
  stages?: string;
  tags?: string;
  thumbnail?: string;
  code?: string;
  by?: string;
  approvedBy?: string;
}

/** Adds one material, or changes the one of `--code`; it waits for approval. */
export async function addMaterial(tool: Tool, file: string | undefined, options: AddOptions): Promise<Report> {
  const { text, title, category, subcategory, caption, hashtags, purpose, stages, tags, thumbnail, code, by } = options;
  const writer = await createMaterialWriter(tool, process.cwd(), options.approvedBy);
  const row = readMaterialRow({
    ...{ title, category, subcategory, caption, purpose, tags, hashtags },
    type: options.type ?? typeOf(file, text),
    content: text,
    media_url: file,
    thumbnail_url: thumbnail,
    suitable_stages: stages,
    material_code: code,
    created_by: by,
  });
  const { change, material, claims } = await writer.write(await writer.read(row));
  const json = {
    code: material.materialCode,
    change,
    status: options.approvedBy ? "approved" : material.status,
    claims,
  };
  const waits = options.approvedBy ? "is approved" : `${change}; /approvals lists what waits`;
  const warning = claims.length > 0 ? `\nIt cannot be approved as it is: ${claims.join(", ")}` : "";
  return { json, text: `${material.materialCode}: ${waits}.${warning}` };
}

/** What a file is by its name, where nothing was said. */
function typeOf(file: string | undefined, text: string | undefined): string {
  if (file === undefined) return "text";
  if (text !== undefined) return "mixed";
  if (/\.(?:png|jpe?g|gif|webp)$/i.test(file)) return "image";
  return /\.(?:mp4|mov|webm)$/i.test(file) ? "video" : "mixed";
}
