import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../infra/package-root.ts";

const dataFolder = join(packageRoot, "app", "seed", "data");

/** FAQs and documents, in the formats that `kb import` reads. */
export const knowledgeFolder = join(dataFolder, "knowledge");

const staff = z.strictObject({
  team: z.strictObject({ name: z.string(), description: z.string() }),
  users: z.array(
    z.strictObject({
      email: z.email(),
      username: z.string(),
      name: z.string(),
      role: z.enum(["agent", "team_lead", "manager", "compliance"]),
      language: z.enum(["zh", "en"]),
    }),
  ),
  leader: z.email(),
  members: z.array(z.email()),
});
export type StaffData = z.infer<typeof staff>;

const script = z.strictObject({
  category: z.string(),
  scenario: z.string(),
  purpose: z.string(),
  tags: z.array(z.string()),
  followUp: z.array(z.union([z.string(), z.record(z.string(), z.string())])),
  contentCn: z.string(),
  contentEn: z.string(),
});
export type ScriptData = z.infer<typeof script>;

export const readStaff = (): Promise<StaffData> => readJson("staff.json", staff);
export const readScripts = (): Promise<ScriptData[]> => readJson("scripts.json", z.array(script));

/** In the formats that `course import` and `material import` read. */
export const readCourses = (): Promise<unknown[]> => readJson("courses.json", z.array(z.unknown()));
export const readMaterials = (): Promise<unknown[]> => readJson("materials.json", z.array(z.unknown()));

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await readFile(join(dataFolder, file), "utf8")));
}
