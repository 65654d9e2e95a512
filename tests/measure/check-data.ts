import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { findResearchTexts, readResearchTexts } from "./research-texts.ts";

/**
 * `npm run check:data -- DIR`: is any text of a research-only file of DIR in what is shipped (every file that git keeps)?
 * Prints where and exits with 1 when one is.
 */
const [folder] = process.argv.slice(2);
if (!folder) {
  process.stderr.write("Usage: npm run check:data -- DIR   (the folder with the .jsonl files)\n");
  process.exit(2);
}
const known = await readResearchTexts(folder);
const { stdout } = await promisify(execFile)("git", ["ls-files", "-z"], { maxBuffer: 64 * 1024 * 1024 });
const files = stdout.split("\0").filter((name) => name !== "");
let hits = 0;
for (const file of files) {
  for (const { file: source, text } of findResearchTexts(await readFile(file, "utf8"), known)) {
    hits += 1;
    process.stdout.write(
      `${file}: a text of ${source} (${text.length} characters, beginning “${[...text].slice(0, 12).join("")}…”)\n`,
    );
  }
}
process.stdout.write(
  `${files.length} files looked through for ${known.size} texts of research-only files: ${hits} found\n`,
);
process.exitCode = hits > 0 ? 1 : 0;
