import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Response, type Router } from "express";
import { packageRoot } from "../../infra/package-root.ts";

const folder = join(packageRoot, "playground", "page", "static");

/** The page's libraries by the names it imports them under; the browser gets each from our own origin. */
const libraries: Record<string, string> = {
  preact: import.meta.resolve("preact"),
  "preact/hooks": import.meta.resolve("preact/hooks"),
  htm: import.meta.resolve("htm"),
  "htm/preact": import.meta.resolve("htm/preact"),
};

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** `GET /` and the few plain files behind it. Names are looked up in a list, so no path leads anywhere else. */
export function pageFiles(): Router {
  const router = express.Router();
  const files = new Set(readdirSync(folder));
  const modules = new Map(
    Object.entries(libraries).map(([name, url]) => [
      libraryFile(name),
      withPaths(readFileSync(fileURLToPath(url), "utf8")),
    ]),
  );

  router.get("/", (_request, response) => sendFile(response, "index.html"));
  router.get("/playground/static/:name", async (request, response, next) => {
    const { name } = request.params;
    if (files.has(name)) await sendFile(response, name);
    else next();
  });
  router.get("/playground/library/:name", (request, response, next) => {
    const source = modules.get(request.params.name);
    if (source === undefined) next();
    else response.type(contentTypes[".js"] ?? "").send(source);
  });
  return router;
}

async function sendFile(response: Response, name: string): Promise<void> {
  const content = await readFile(join(folder, name));
  response.setHeader("Cache-Control", "no-cache");
  response.type(contentTypes[extname(name)] ?? "application/octet-stream");
  response.send(extname(name) === ".js" ? withPaths(content.toString("utf8")) : content);
}

// Browsers know no package names, and an import map would have to be an inline script, which the page's policy forbids.
function withPaths(source: string): string {
  return source.replace(/(\bfrom\s*)(["'])([a-z/]+)\2/g, (whole, from: string, quote: string, name: string) =>
    name in libraries ? `${from}${quote}/playground/library/${libraryFile(name)}${quote}` : whole,
  );
}

function libraryFile(name: string): string {
  return `${name.replace("/", "-")}.js`;
}
