import { dirname, extname, resolve } from "node:path";
import { Readable } from "node:stream";
import { readCourse } from "../../../domain/training/read-course.ts";
import { type CourseChange, lockCourses, saveCourse } from "../../../domain/training/save-course.ts";
import { DeskhandError, InputError } from "../../../infra/errors.ts";
import { createPgBlobStore } from "../../../infra/files/blob-store.ts";
import { readMedia } from "../material/read-media.ts";
import { readNamedFile } from "../read-named-file.ts";
import type { Report } from "../report.ts";
import { fields, table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

interface Item {
  /** Where it stands: its line, or its place in the list. */
  at: number;
  record: unknown;
}

/** Imports courses of a `.json` or `.jsonl` file. The same again changes nothing. */
export async function importCourses(tool: Tool, file: string): Promise<Report> {
  const items = await readItems(file);
  const blobs = createPgBlobStore((await tool.database()).db);
  const orgId = await tool.orgId();
  const folder = dirname(resolve(file));
  const keepPicture = async (path: string) => {
    const media = await readMedia(path, folder);
    if (!media.mimeType.startsWith("image/")) throw new InputError(`${path} is no picture`);
    await blobs.put(orgId, Readable.from([media.bytes]), { maxBytes: media.bytes.length, mimeType: media.mimeType });
    return `blob:${media.sha256}`;
  };
  const counts: Record<CourseChange, number> = { created: 0, updated: 0, unchanged: 0 };
  const errors: { at: number; message: string }[] = [];
  for (const { at, record } of items) {
    try {
      const course = await readCourse(record, keepPicture);
      const { change } = await tool.inOrganization(async (scope) => {
        await lockCourses(scope);
        return saveCourse(scope, byCli, course, tool.clock.now());
      });
      counts[change]++;
    } catch (error) {
      if (!(error instanceof DeskhandError)) throw error;
      errors.push({ at, message: error.message });
    }
  }
  const json = { file, read: items.length, ...counts, failed: errors.length, errors };
  const cells = errors.map((one) => [one.at, one.message]);
  const text = [
    fields({ read: items.length, ...counts, failed: errors.length }),
    table(["course", "not imported because"], cells, ""),
  ];
  const isAllWrong = errors.length > 0 && errors.length === items.length;
  const failure = isAllWrong ? `None of the ${items.length} courses of ${file} could be imported` : undefined;
  return { json, text: text.filter(Boolean).join("\n\n"), ...(failure === undefined ? {} : { failure }) };
}

async function readItems(file: string): Promise<Item[]> {
  const format = extname(file).toLowerCase();
  if (format !== ".json" && format !== ".jsonl") {
    throw new InputError(`Courses are imported from .json and .jsonl files, and ${file} is none`);
  }
  const source = await readNamedFile(file);
  if (format === ".json") {
    const read = parse(source, file);
    return (Array.isArray(read) ? read : [read]).map((record, index) => ({ at: index + 1, record }));
  }
  return source.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [{ at: index + 1, record: parse(line, `${file}, line ${index + 1},`) }];
  });
}

function parse(source: string, what: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new InputError(`${what} is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
}
