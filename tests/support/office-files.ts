import { strToU8, zipSync } from "fflate";

/** A Word document of these body elements: `heading`, `paragraph`, `bullets` and `wordTable` make them. */
export function wordFile(body: readonly string[]): Uint8Array {
  const types = [
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>',
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>',
    '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>',
  ];
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const styles = [1, 2, 3].map((depth) => {
    const name = `<w:name w:val="heading ${depth}"/>`;
    return `<w:style w:type="paragraph" w:styleId="Heading${depth}">${name}</w:style>`;
  });
  const level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>';
  return packed({
    "[Content_Types].xml": contentTypes(types),
    "_rels/.rels": relations([["officeDocument", "word/document.xml"]]),
    "word/_rels/document.xml.rels": relations([
      ["styles", "styles.xml"],
      ["numbering", "numbering.xml"],
    ]),
    "word/document.xml": `<w:document ${w}><w:body>${body.join("")}</w:body></w:document>`,
    "word/styles.xml": `<w:styles ${w}>${styles.join("")}</w:styles>`,
    "word/numbering.xml": `<w:numbering ${w}><w:abstractNum w:abstractNumId="0">${level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
  });
}

export function heading(depth: number, text: string): string {
  return `<w:p><w:pPr><w:pStyle w:val="Heading${depth}"/></w:pPr>${run(text)}</w:p>`;
}

export function paragraph(text: string): string {
  return `<w:p>${run(text)}</w:p>`;
}

export function bullets(items: readonly string[]): string {
  const number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>';
  return items.map((item) => `<w:p>${number}${run(item)}</w:p>`).join("");
}

export function wordTable(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("");
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join("")}</w:tbl>`;
}

function run(text: string): string {
  return `<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
}

/** A cell of a workbook: a text, a number, or a number that is shown by a format, of its own or built in (its number). */
export type Cell = string | number | { percent: number } | { value: number; format: string | number };

/** An Excel workbook of these sheets. */
export function excelFile(sheets: Record<string, readonly (readonly Cell[])[]>): Uint8Array {
  const names = Object.keys(sheets);
  const formats = [...new Set(Object.values(sheets).flatMap((rows) => rows.flat().flatMap(formatOf)))];
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
  const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const sheetTags = names.map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`);
  const parts = names.map((name, i) => [
    `xl/worksheets/sheet${i + 1}.xml`,
    `<worksheet ${main}><sheetData>${(sheets[name] ?? []).map((row, at) => excelRow(row, at, formats)).join("")}</sheetData></worksheet>`,
  ]);
  return packed({
    "[Content_Types].xml": contentTypes([
      `<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/>`,
      `<Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>`,
      ...names.map(
        (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${kind}.worksheet+xml"/>`,
      ),
    ]),
    "_rels/.rels": relations([["officeDocument", "xl/workbook.xml"]]),
    "xl/_rels/workbook.xml.rels": relations([
      ...names.map((_, i): [string, string] => ["worksheet", `worksheets/sheet${i + 1}.xml`]),
      ["styles", "styles.xml"],
    ]),
    "xl/workbook.xml": `<workbook ${main} ${r}><sheets>${sheetTags.join("")}</sheets></workbook>`,
    "xl/styles.xml": excelStyles(main, formats),
    ...Object.fromEntries(parts),
  });
}

function formatOf(cell: Cell): (string | number)[] {
  if (typeof cell !== "object") return [];
  return ["percent" in cell ? "0.0%" : cell.format];
}

/** A style for each format, in their order, after the general one. */
function excelStyles(main: string, formats: readonly (string | number)[]): string {
  const idOf = (format: string | number, at: number) => (typeof format === "number" ? format : 164 + at);
  const codes = formats.flatMap((format, at) =>
    typeof format === "number" ? [] : [`<numFmt numFmtId="${164 + at}" formatCode="${escaped(format)}"/>`],
  );
  const styles = formats.map((format, at) => `<xf numFmtId="${idOf(format, at)}" xfId="0"/>`);
  return `<styleSheet ${main}><numFmts count="${codes.length}">${codes.join("")}</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="${styles.length + 1}"><xf numFmtId="0" xfId="0"/>${styles.join("")}</cellXfs></styleSheet>`;
}

function excelRow(cells: readonly Cell[], index: number, formats: readonly (string | number)[]): string {
  const tags = cells.map((cell, column) => {
    const at = `r="${String.fromCharCode(65 + column)}${index + 1}"`;
    if (typeof cell === "string") return `<c ${at} t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
    if (typeof cell === "number") return `<c ${at}><v>${cell}</v></c>`;
    const style = formats.indexOf(formatOf(cell)[0] ?? "") + 1;
    return `<c ${at} s="${style}"><v>${"percent" in cell ? cell.percent / 100 : cell.value}</v></c>`;
  });
  return `<row r="${index + 1}">${tags.join("")}</row>`;
}

function contentTypes(overrides: readonly string[]): string {
  const defaults =
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>';
  return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${defaults}${overrides.join("")}</Types>`;
}

function relations(targets: readonly (readonly [kind: string, target: string])[]): string {
  const base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const tags = targets.map(
    ([kind, target], i) => `<Relationship Id="rId${i + 1}" Type="${base}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${tags.join("")}</Relationships>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function packed(parts: Record<string, string>): Uint8Array {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(head + xml)])));
}
