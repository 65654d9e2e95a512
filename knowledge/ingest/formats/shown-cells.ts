import { strFromU8, strToU8 } from "fflate";
import { format, isDateFormat } from "numfmt";

/**
 * Built-in number formats that read the same for everybody (ECMA-376 part 1, 18.8.30). Those of dates and money depend on
 * where the workbook is opened: such cells stay as the file keeps them.
 */
const BUILT_IN: ReadonlyMap<number, string> = new Map([
  [1, "0"],
  [2, "0.00"],
  [3, "#,##0"],
  [4, "#,##0.00"],
  [9, "0%"],
  [10, "0.00%"],
  [11, "0.00E+00"],
  [12, "# ?/?"],
  [13, "# ??/??"],
  [37, "#,##0 ;(#,##0)"],
  [38, "#,##0 ;(#,##0)"],
  [39, "#,##0.00;(#,##0.00)"],
  [40, "#,##0.00;(#,##0.00)"],
  [48, "##0.0E+0"],
]);
/** The date and the time as whoever looks has set them. */
const OF_THE_READER = /\[\$-[^\]]*F[48]00\]/i;
const CELL = /<c\b([^>]*?)\ss="(\d+)"([^>]*)>(?:<f\b[^>]*>[^<]*<\/f>|<f\b[^>]*\/>)?<v>([^<]+)<\/v><\/c>/g;

/**
 * Writes the words that a spreadsheet shows in place of the number that a cell holds: 1.5%, $1,000.00 and 2026年3月1日, where
 * the file has 0.015, 1000 and 46082. What is shown is what a customer is told.
 */
export function spellOutNumbers(parts: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const styles = parts["xl/styles.xml"];
  const isOf1904 = /\bdate1904="(?:1|true)"/.test(strFromU8(parts["xl/workbook.xml"] ?? new Uint8Array()));
  const codes = styles ? codesOfStyles(strFromU8(styles), (code) => !(isOf1904 && isDateFormat(code))) : new Map();
  if (codes.size === 0) return parts;
  return Object.fromEntries(
    Object.entries(parts).map(([name, content]) => [
      name,
      /^xl\/worksheets\/[^/]+\.xml$/.test(name) ? strToU8(spellOut(strFromU8(content), codes)) : content,
    ]),
  );
}

/** The code of each style of cells that says how a number is shown. */
function codesOfStyles(xml: string, isRead: (code: string) => boolean): Map<number, string> {
  const formats = new Map(BUILT_IN);
  for (const [tag] of xml.matchAll(/<numFmt\b[^>]*>/g)) {
    const code = decoded(/formatCode="([^"]*)"/.exec(tag)?.[1] ?? "");
    const id = Number(/numFmtId="(\d+)"/.exec(tag)?.[1]);
    if (code === "" || /^(?:general|@)$/i.test(code) || OF_THE_READER.test(code) || !isRead(code)) formats.delete(id);
    else formats.set(id, code);
  }
  const [cellFormats = ""] = /<cellXfs\b[\s\S]*?<\/cellXfs>/.exec(xml) ?? [];
  const codes = new Map<number, string>();
  [...cellFormats.matchAll(/<xf\b[^>]*>/g)].forEach(([tag], style) => {
    const code = formats.get(Number(/numFmtId="(\d+)"/.exec(tag)?.[1] ?? 0));
    if (code !== undefined) codes.set(style, code);
  });
  return codes;
}

function spellOut(xml: string, codes: ReadonlyMap<number, string>): string {
  return xml.replace(CELL, (cell, before: string, style: string, after: string, value: string) => {
    const code = codes.get(Number(style));
    const isNumber = !/\bt="(?!n")/.test(before + after) && Number.isFinite(Number(value));
    const shown = code !== undefined && isNumber ? shownAs(code, Number(value)) : null;
    if (shown === null) return cell;
    const rest = `${before}${after}`.replace(/\s?\bt="n"/, "");
    return `<c${rest} t="inlineStr"><is><t>${encoded(shown)}</t></is></c>`;
  });
}

/** Null where the code is none that can be read, or the number cannot be shown by it. */
function shownAs(code: string, value: number): string | null {
  const shown = format(code, value, { throws: false }).replace(/\s+/gu, " ").trim();
  return /^#+$/.test(shown) ? null : shown;
}

const ENTITIES = { "&quot;": '"', "&apos;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" } as const;

function decoded(text: string): string {
  return text
    .replace(/&#(x[0-9a-f]+|\d+);/gi, (_, code: string) => String.fromCodePoint(Number(code.replace(/^x/i, "0x"))))
    .replace(/&(?:quot|apos|lt|gt|amp);/g, (entity) => ENTITIES[entity as keyof typeof ENTITIES]);
}

function encoded(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
