import { strFromU8, strToU8 } from "fflate";

// Built-in formats 0% and 0.00%; a workbook's own begin at 164 and are read by their code.
const PERCENT_FORMATS = new Set([9, 10]);
const CELL = /<c\b([^>]*?)\ss="(\d+)"([^>]*)>(?:<f\b[^>]*>[^<]*<\/f>|<f\b[^>]*\/>)?<v>([^<]+)<\/v><\/c>/g;

/**
 * Writes what a spreadsheet shows as 1.5% as those words: the cell itself holds 0.015, and that is what a customer would
 * be told of a fee.
 */
export function spellOutPercents(parts: Record<string, Uint8Array>): Record<string, Uint8Array> {
  const styles = parts["xl/styles.xml"];
  const percentStyles = styles ? stylesInPercent(strFromU8(styles)) : new Set<number>();
  if (percentStyles.size === 0) return parts;
  return Object.fromEntries(
    Object.entries(parts).map(([name, content]) => [
      name,
      /^xl\/worksheets\/[^/]+\.xml$/.test(name) ? strToU8(spellOut(strFromU8(content), percentStyles)) : content,
    ]),
  );
}

function stylesInPercent(xml: string): Set<number> {
  const formats = new Set(PERCENT_FORMATS);
  for (const [tag] of xml.matchAll(/<numFmt\b[^>]*>/g)) {
    const code = /formatCode="([^"]*)"/.exec(tag)?.[1] ?? "";
    const id = /numFmtId="(\d+)"/.exec(tag)?.[1];
    if (id && code.replace(/&quot;.*?&quot;/g, "").includes("%")) formats.add(Number(id));
  }
  const [cellFormats = ""] = /<cellXfs\b[\s\S]*?<\/cellXfs>/.exec(xml) ?? [];
  const styles = new Set<number>();
  [...cellFormats.matchAll(/<xf\b[^>]*>/g)].forEach(([tag], index) => {
    if (formats.has(Number(/numFmtId="(\d+)"/.exec(tag)?.[1] ?? 0))) styles.add(index);
  });
  return styles;
}

function spellOut(xml: string, percentStyles: ReadonlySet<number>): string {
  return xml.replace(CELL, (cell, before: string, style: string, after: string, value: string) => {
    const isNumber = !/\bt="(?!n")/.test(before + after) && Number.isFinite(Number(value));
    if (!percentStyles.has(Number(style)) || !isNumber) return cell;
    const shown = Number((Number(value) * 100).toPrecision(12));
    return `<c${before}${after.replace(/\s?\bt="n"/, "")} t="inlineStr"><is><t>${shown}%</t></is></c>`;
  });
}
