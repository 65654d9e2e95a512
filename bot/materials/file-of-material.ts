import { keptFile, type Material } from "../../domain/content/materials/material.ts";
import type { FileReference } from "../delivery/queue-delivery.ts";

/** The kept file of a material, as it is sent; null where it has none. */
export function fileOfMaterial({
  mediaUrl,
  fileName,
  mimeType,
  materialCode,
}: Pick<Material, "mediaUrl" | "fileName" | "mimeType" | "materialCode">): FileReference | null {
  const sha256 = keptFile(mediaUrl);
  if (sha256 === null) return null;
  const type = mimeType ?? "application/octet-stream";
  return { sha256, name: fileName ?? materialCode, mimeType: type, kind: type.startsWith("image/") ? "image" : "file" };
}
