import type { Command } from "commander";
import type { AddOptions } from "./material/add-material.ts";
import type { RunCommand } from "./run-command.ts";
import { table } from "./table.ts";
import { byCli } from "./tool.ts";

export function addMaterialCommands(program: Command, run: RunCommand): void {
  const material = program.command("material").description("approved pictures, videos, documents and texts for staff");
  addAdd(material, run);
  addImport(material, run);
  addList(material, run);
  addRetire(material, run);
}

function addAdd(material: Command, run: RunCommand): void {
  material
    .command("add")
    .description(
      "adds a material, or changes that of --code; it waits for somebody else's approval (/approvals). Lists are " +
        "written a|b.",
    )
    .argument("[file]", "a picture, video or document, at most 20 MB")
    .option("--text <text>", "the text itself, where there is no file or beside it")
    .option("--title <title>", "what people find it by")
    .option("--type <type>", "image, video, text or mixed (default: what the file is)")
    .requiredOption("--category <category>", "what it is about")
    .option("--subcategory <subcategory>", "more exactly")
    .option("--caption <text>", "what is sent with the file")
    .option("--hashtags <list>", "a|b, sent under the text")
    .option("--purpose <text>", "what it is for")
    .option("--stages <list>", "whom it is for: tofu|mofu|bofu|vip (default: all)")
    .option("--tags <list>", "a|b")
    .option("--thumbnail <file>", "a picture that shows staff what is in the file")
    .option("--code <code>", "a code of your own, such as FEES-1 (default: the next, MAT_001)")
    .option("--by <user>", "who made it, by e-mail address or employee code; they cannot approve it")
    .option("--approved-by <email>", "who has approved it: a manager or compliance officer, not who made it")
    .action((file: string | undefined, options: AddOptions) =>
      run(async (tool) => {
        const { addMaterial } = await import("./material/add-material.ts");
        return addMaterial(tool, file, options);
      }),
    );
}

function addImport(material: Command, run: RunCommand): void {
  material
    .command("import")
    .description(
      "imports materials from a .jsonl or .csv file with the columns of the table materials (material_code, type, " +
        "category, subcategory, title, content, media_url, thumbnail_url, caption, hashtags, purpose, suitable_stages, " +
        "tags, views, likes, comments, shares, is_active, created_by). media_url and thumbnail_url are paths from the " +
        "file's own folder. Changed words or another file wait for approval again. Rows with errors are listed, the " +
        "others imported; the command fails when none could be. A spreadsheet (.xlsx) must be saved as CSV in UTF-8 first.",
    )
    .argument("<file>", "a .jsonl or .csv file, UTF-8")
    .option("--dry-run", "reads everything, shows the first rows and the errors, and changes nothing")
    .option("--approved-by <email>", "a manager or compliance officer, who made none of the rows")
    .action((file: string, { dryRun = false, approvedBy }: { dryRun?: boolean; approvedBy?: string }) =>
      run(async (tool) => {
        const { importMaterials } = await import("./material/import-materials.ts");
        return importMaterials(tool, file, { dryRun, approvedBy });
      }),
    );
}

function addList(material: Command, run: RunCommand): void {
  material
    .command("list")
    .description("lists the materials with their state and figures")
    .action(() =>
      run(async (tool) => {
        const { listEveryMaterial } = await import("./material/list-every-material.ts");
        const found = await listEveryMaterial(tool);
        const rows = found.map((one) => [
          one.code,
          one.isActive ? one.status : "retired",
          one.type,
          one.category,
          one.title,
          one.file,
          one.publishedCount,
          one.views,
        ]);
        const head = ["code", "state", "type", "category", "title", "file", "sent", "views"];
        return { json: found, text: table(head, rows, "There are no materials.") };
      }),
    );
}

function addRetire(material: Command, run: RunCommand): void {
  material
    .command("retire")
    .description("takes a material out of use at once; what was sent stays")
    .argument("<code>", "as the list shows it")
    .action((code: string) =>
      run(async (tool) => {
        const { findMaterial } = await import("../../domain/content/materials/find-materials.ts");
        const { retireMaterial } = await import("../../domain/content/materials/decide-material.ts");
        const { NotFoundError } = await import("../../infra/errors.ts");
        const retired = await tool.inOrganization(async (scope) => {
          const found = await findMaterial(scope, code);
          if (!found) throw new NotFoundError(`There is no material ${code}`);
          return (await retireMaterial(scope, byCli, found, tool.clock.now())) ? found.materialCode : null;
        });
        const text = retired ? `${retired} is out of use.` : `${code} was out of use.`;
        return { json: { code, retired: retired !== null }, text };
      }),
    );
}
