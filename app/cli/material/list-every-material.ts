import { listMaterials } from "../../../domain/content/materials/find-materials.ts";
import type { Tool } from "../tool.ts";

const PAGE = 500;

/** Every material, as the command line shows it. */
export async function listEveryMaterial(tool: Tool) {
  const all: ReturnType<typeof shown>[] = [];
  for (let after: string | undefined; ; ) {
    const page = await tool.inOrganization((scope) =>
      listMaterials(scope, { limit: PAGE, ...(after === undefined ? {} : { after }) }),
    );
    all.push(...page.map(shown));
    after = page.at(-1)?.materialCode;
    if (page.length < PAGE) return all;
  }
}

function shown(material: Awaited<ReturnType<typeof listMaterials>>[number]) {
  const { materialCode: code, type, category, subcategory, title, content, caption, fileName: file } = material;
  const { hashtags, purpose, suitableStages, tags, status, isActive, author, approver, approvedAt } = material;
  const { publishedCount, views, likes, comments, shares, createdAt, updatedAt } = material;
  return {
    ...{ code, type, category, subcategory, title, content, caption, file, hashtags, purpose, suitableStages, tags },
    ...{ status, isActive, author, approver, approvedAt, publishedCount, views, likes, comments, shares },
    ...{ createdAt, updatedAt },
  };
}
