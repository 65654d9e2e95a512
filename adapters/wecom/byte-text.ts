const characters = new Intl.Segmenter("und", { granularity: "grapheme" });

/** WeCom counts text in bytes of UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, "utf8");

/**
 * The longest beginning of `text` within `maxBytes`, and the rest: after the last line break of its second half where
 * there is one, else between characters as a reader sees them. Of a single character above the limit, nothing fits.
 */
export function takeBytes(text: string, maxBytes: number): [taken: string, rest: string] {
  if (byteLength(text) <= maxBytes) return [text, ""];
  let end = 0;
  let bytes = 0;
  for (const { segment, index } of characters.segment(text)) {
    bytes += byteLength(segment);
    if (bytes > maxBytes) break;
    end = index + segment.length;
  }
  const lineEnd = text.lastIndexOf("\n", end - 1) + 1;
  const cut = lineEnd > end / 2 ? lineEnd : end;
  return [text.slice(0, cut), text.slice(cut)];
}

/** `text` in pieces of at most `maxBytes`, which together are `text`. */
export function piecesOf(text: string, maxBytes: number): string[] {
  const pieces: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const [piece, after] = takeBytes(rest, maxBytes);
    // A single "character" above the limit (a pile of combining marks): between code points then.
    const taken =
      piece === ""
        ? Array.from(rest)
            .slice(0, Math.floor(maxBytes / 4))
            .join("")
        : piece;
    pieces.push(taken);
    rest = piece === "" ? rest.slice(taken.length) : after;
  }
  return pieces;
}
