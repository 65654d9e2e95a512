/** A run of text as a PDF places it: the lower left corner, in points from the lower left of the page. */
export interface PdfText {
  text: string;
  x: number;
  y: number;
  width: number;
  /** Size of the letters. */
  height: number;
}

export interface PdfLine {
  text: string;
  /** Where wide gaps part the line: the columns of a table, or one for a line of prose. */
  cells: string[];
  x: number;
  y: number;
  height: number;
}

// Of the letters' size. Words stand a quarter apart; what is further apart than this was put there on purpose.
const COLUMN_GAP = 1.4;
const SPACE_GAP = 0.12;
const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。；：！？、（）]/u;

/** Puts runs together to lines, in the order in which the page draws them: two columns of prose stay two. */
export function linesOf(texts: readonly PdfText[]): PdfLine[] {
  const lines: PdfText[][] = [];
  for (const text of texts) {
    if (text.text.trim() === "") continue;
    const last = lines.at(-1)?.at(-1);
    if (last && isOnLineOf(last, text)) lines.at(-1)?.push(text);
    else lines.push([text]);
  }
  return lines.map(toLine);
}

function isOnLineOf(last: PdfText, next: PdfText): boolean {
  const size = Math.max(last.height, next.height, 1);
  return Math.abs(last.y - next.y) < size * 0.4 && next.x > last.x - size * 0.5;
}

function toLine(texts: PdfText[]): PdfLine {
  const cells: string[] = [];
  let end = Number.NaN;
  for (const { text, x, width, height } of texts) {
    const gap = x - end;
    const size = Math.max(height, 1);
    const last = cells.length - 1;
    if (last < 0 || gap > size * COLUMN_GAP) cells.push(text);
    else cells[last] = join(cells[last] ?? "", text, gap > size * SPACE_GAP);
    end = x + width;
  }
  const trimmed = cells.map((cell) => cell.replace(/\s+/g, " ").trim()).filter((cell) => cell !== "");
  const [first] = texts;
  return {
    text: trimmed.join(" "),
    cells: trimmed,
    x: first?.x ?? 0,
    y: first?.y ?? 0,
    height: Math.max(...texts.map(({ height }) => height)),
  };
}

/** Two pieces of running text as one; Chinese has no spaces between words, and a hyphen at a line's end is the line's. */
export function join(before: string, after: string, isApart = true): string {
  if (isApart && /\p{Ll}-$/u.test(before) && /^\p{Ll}/u.test(after)) return before.slice(0, -1) + after;
  const needsSpace = isApart && !/\s$/.test(before) && !/^\s/.test(after);
  const isHan = HAN.test(before.slice(-1)) && HAN.test(after.slice(0, 1));
  return needsSpace && !isHan ? `${before} ${after}` : before + after;
}
