import mammoth from "mammoth";
import { fileProblem } from "../file-problem.ts";
import { parseMarkdownBlocks } from "../parse-blocks.ts";
import { markdownOfHtml } from "./markdown-of-html.ts";
import { openZip } from "./open-zip.ts";
import type { ReadFile } from "./read-file.ts";

/** A Word document. Word keeps no pages: they are made where it is shown. @throws InputError when it is none. */
export async function readDocx(bytes: Uint8Array): Promise<ReadFile> {
  const buffer = Buffer.from(openZip(bytes, "word/document.xml"));
  const html = await toHtml(buffer);
  const { markdown } = markdownOfHtml(html);
  return { title: null, blocks: parseMarkdownBlocks(markdown), tables: [], notes: [] };
}

async function toHtml(buffer: Buffer): Promise<string> {
  try {
    const options = { styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"] };
    const { value } = await mammoth.convertToHtml(
      { buffer },
      // Pictures say nothing that can be searched, and would be carried along as text.
      { ...options, convertImage: mammoth.images.imgElement(async () => ({ src: "" })) },
    );
    return value;
  } catch {
    throw fileProblem({
      en: "The Word document is damaged: open it in Word, save it anew and import that.",
      zh: "Word 文档已损坏，请用 Word 打开并重新保存后再导入。",
    });
  }
}
