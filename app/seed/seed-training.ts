import { claimsInMaterial } from "../../bot/conduct/claims-in-material.ts";
import { readRules } from "../../bot/converse/organisation-rules.ts";
import type { MaterialWords } from "../../domain/content/materials/material.ts";
import { readMaterialRow } from "../../domain/content/materials/read-material-row.ts";
import { lockMaterials, saveMaterial } from "../../domain/content/materials/save-material.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { readCourse } from "../../domain/training/read-course.ts";
import { lockCourses, saveCourse } from "../../domain/training/save-course.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError } from "../../infra/errors.ts";
import { userId } from "./seed-staff.ts";

const AUTHOR = "lead@demo.test";
const APPROVER = "compliance@demo.test";

/** Texts for customers, made by the team lead and approved by compliance. */
export async function seedMaterials(scope: OrgScope, records: readonly unknown[], at: Date): Promise<void> {
  const authorId = await userId(scope, AUTHOR);
  const approval = { userId: await userId(scope, APPROVER) };
  const { claims } = readRules(await loadSettings(scope));
  const findClaims = (words: MaterialWords) => claimsInMaterial(words, claims);
  await lockMaterials(scope);
  for (const record of records) {
    const { code, words, figures, isActive } = readMaterialRow(record);
    const noFile = { mediaUrl: null, fileName: null, mimeType: null, thumbnailUrl: null };
    const material = { code, words: { ...words, ...noFile }, figures, isActive, authorId };
    await saveMaterial(scope, material, { by: { actor: "job" }, at, approval, findClaims });
  }
}

/** Courses for staff, in both languages. */
export async function seedCourses(scope: OrgScope, records: readonly unknown[], at: Date): Promise<void> {
  await lockCourses(scope);
  for (const record of records) {
    const course = await readCourse(record, async (path) => {
      throw new InputError(`the demo's courses have no pictures, and this one names ${path}`);
    });
    await saveCourse(scope, { actor: "job" }, course, at);
  }
}
