import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  getDocument,
  OPS,
  type PDFDocumentProxy,
  type PDFPageProxy,
  VerbosityLevel,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Language } from "../../../domain/language/language.ts";
import type { InputError } from "../../../infra/errors.ts";
import { fileProblem } from "../file-problem.ts";
import { blocksOfPages, type PdfPage } from "./pdf-blocks.ts";
import { linesOf, type PdfText } from "./pdf-lines.ts";
import type { ReadFile } from "./read-file.ts";

const MAX_PAGES = 2_000;

/**
 * A PDF with the page of every block. Pages that are pictures are named: there is nothing on them that can be read.
 * @throws InputError when it is no PDF, protected, too long, or a scan from end to end.
 */
export async function readPdf(bytes: Uint8Array): Promise<ReadFile> {
  const document = await open(bytes);
  try {
    if (document.numPages > MAX_PAGES) {
      throw fileProblem({
        en: `The PDF has ${document.numPages} pages; at most ${MAX_PAGES} are read: cut it in parts.`,
        zh: `PDF 有 ${document.numPages} 页，最多读取 ${MAX_PAGES} 页，请拆分后再导入。`,
      });
    }
    const { pages, scanned } = await readPages(document);
    if (pages.every(({ lines }) => lines.length === 0)) {
      throw scanned.length > 0 ? isScan() : fileProblem({ en: "The PDF has no text.", zh: "PDF 中没有文字。" });
    }
    const { info } = await document.getMetadata();
    const title = "Title" in info && typeof info.Title === "string" ? info.Title.trim() : "";
    const notes = scanned.length > 0 ? [describeScanned(scanned)] : [];
    return { title: title || null, blocks: blocksOfPages(pages), tables: [], notes };
  } finally {
    await document.loadingTask.destroy();
  }
}

function isScan(): InputError {
  return fileProblem({
    en: "The PDF is a scan, pictures of pages without text: run text recognition (OCR) on it and import the result.",
    zh: "PDF 是扫描件，只有图片没有文字，请先做文字识别（OCR）再导入。",
  });
}

async function open(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const home = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  try {
    return await getDocument({
      // It takes the bytes away from whoever has them.
      data: new Uint8Array(bytes),
      // Chinese fonts that are not inside the file are read by tables that come with the library.
      cMapUrl: `${join(home, "cmaps")}/`,
      cMapPacked: true,
      standardFontDataUrl: `${join(home, "standard_fonts")}/`,
      isEvalSupported: false,
      disableFontFace: true,
      useSystemFonts: false,
      verbosity: VerbosityLevel.ERRORS,
    }).promise;
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException") {
      throw fileProblem({
        en: "The PDF is protected by a password: save it without one and import that.",
        zh: "PDF 设有密码，请去除密码后再导入。",
      });
    }
    throw fileProblem({ en: "The PDF is damaged: it cannot be opened.", zh: "PDF 已损坏，无法打开。" });
  }
}

async function readPages(document: PDFDocumentProxy): Promise<{ pages: PdfPage[]; scanned: number[] }> {
  const pages: PdfPage[] = [];
  const scanned: number[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const lines = linesOf(await textsOf(page));
    pages.push({ number, lines });
    if (lines.length === 0 && (await hasPicture(page))) scanned.push(number);
    page.cleanup();
  }
  return { pages, scanned };
}

async function textsOf(page: PDFPageProxy): Promise<PdfText[]> {
  const { items } = await page.getTextContent();
  return items.flatMap((item) => {
    if (!("str" in item)) return [];
    const [a = 0, b = 0, , , x = 0, y = 0] = item.transform as number[];
    const height = item.height || Math.hypot(a, b);
    return [{ text: item.str, x, y, width: item.width, height }];
  });
}

const PICTURES = new Set<number>([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject]);

async function hasPicture(page: PDFPageProxy): Promise<boolean> {
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((operation) => PICTURES.has(operation));
}

function describeScanned(pages: readonly number[]): Record<Language, string> {
  const found = ranges(pages);
  return {
    en:
      pages.length === 1
        ? `Page ${found[0]} is a scan without text and was left out: run text recognition (OCR) on it.`
        : `Pages ${found.join(", ")} are scans without text and were left out: run text recognition (OCR) on them.`,
    zh: `第 ${found.join("、")} 页是没有文字的扫描件，未导入，请先做文字识别（OCR）。`,
  };
}

/** 1, 2, 3, 7 → "1–3", "7". */
function ranges(numbers: readonly number[]): string[] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
}
