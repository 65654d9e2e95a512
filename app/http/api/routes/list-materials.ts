import { z } from "zod";
import { materialTypes } from "../../../../domain/content/content-words.ts";
import { type ListedMaterial, listMaterials } from "../../../../domain/content/materials/find-materials.ts";
import { keptFile } from "../../../../domain/content/materials/material.ts";
import { funnelLayers } from "../../../../domain/customers/funnel-words.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { instant, line, none, shownAt } from "../fields.ts";

const text = z.string().nullable();

const Material = z
  .object({
    code: z.string(),
    type: z.enum(materialTypes.codes),
    category: z.string(),
    subcategory: text,
    title: text,
    content: text.describe("The text itself, where the material is one"),
    caption: text.describe("What goes with the file"),
    hashtags: z.array(z.string()).describe("Without #"),
    purpose: text,
    stages: z.array(z.enum(funnelLayers.codes)).describe("The parts of the funnel that it is for; empty: all"),
    tags: z.array(z.string()),
    file: z
      .object({ name: text, mimeType: text, sha256: text.describe("Of its bytes") })
      .nullable()
      .describe("Null: it is a text alone"),
    sent: z.int().describe("How often it reached a customer"),
    approvedAt: instant.nullable(),
    updatedAt: instant,
  })
  .meta({ id: "Material" });

const Page = pageOf(Material).meta({ id: "MaterialPage" });

const Place = z.tuple([z.string().max(200)]);

export const getMaterials = defineRoute({
  method: "get",
  path: "/materials",
  operationId: "listMaterials",
  summary: "Approved pictures, videos, documents and texts, by their codes",
  description: "Those that may be sent to customers today: approved, and in use.",
  permission: "material.use",
  params: none,
  query: z.object({
    type: z.enum(materialTypes.codes).optional(),
    category: line(100).optional(),
    ...pageQuery,
  }),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, query, key }) => {
    const place = readCursor(query.cursor, Place);
    const rows = await listMaterials(scope, {
      isInForce: true,
      ...(query.type ? { type: query.type } : {}),
      ...(query.category ? { category: query.category } : {}),
      ...(place ? { after: place[0] } : {}),
      limit: query.limit + 1,
    });
    const { page, nextCursor } = cutPage(rows, query.limit, ({ materialCode }) => [materialCode]);
    return reply(200, { items: page.map(show), nextCursor }, { type: "api_key", id: key.id });
  },
});

function show(material: ListedMaterial): z.output<typeof Material> {
  const { materialCode, type, category, subcategory, title, content, caption, hashtags, purpose, tags } = material;
  const { mediaUrl, fileName: name, mimeType, suitableStages, publishedCount, approvedAt, updatedAt } = material;
  return {
    ...{ code: materialCode, type, category, subcategory, title, content, caption, hashtags, purpose, tags },
    stages: suitableStages,
    file: mediaUrl === null ? null : { name, mimeType, sha256: keptFile(mediaUrl) },
    sent: publishedCount,
    approvedAt: shownAt(approvedAt),
    updatedAt: updatedAt.toISOString(),
  };
}
