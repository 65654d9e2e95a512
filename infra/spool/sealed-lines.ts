import { SealedValue as Sealed, type SealedValue, type SecretBox } from "../crypto/secret-box.ts";

/** What stands in a spool's file. */
export interface OpenedLines {
  /** In the order in which they were written. */
  records: string[];
  /** What is no record of ours any more, byte for byte (latin1). */
  damaged: string[];
  /** Bytes of a record at the end that was never written whole, and therefore never acknowledged. */
  tornBytes: number;
}

/** A record as a line of its own: sealed, so that the disk shows nothing of it and a changed bit is noticed. */
export function sealLine(record: string, secrets: SecretBox): string {
  return `${JSON.stringify(secrets.seal(record))}\n`;
}

/**
 * Reads the lines of a file, whatever happened to it. A sealed record is one pair of braces without any inside (all
 * else in it is base64), so that the next one is found after any damage, also where the end of a line is gone.
 */
export function openLines(bytes: Buffer, secrets: SecretBox): OpenedLines {
  const text = bytes.toString("latin1");
  const opened: OpenedLines = { records: [], damaged: [], tornBytes: 0 };
  let end = 0;
  for (const match of text.matchAll(/\{[^{}]*\}/g)) {
    noteDamage(opened, text.slice(end, match.index));
    const record = open(match[0], secrets);
    if (record === null) opened.damaged.push(match[0]);
    else opened.records.push(record);
    end = match.index + match[0].length;
  }
  noteEnd(opened, text.slice(end));
  return opened;
}

function noteDamage(opened: OpenedLines, between: string): void {
  const piece = between.replace(/^\n/, "");
  if (piece !== "") opened.damaged.push(piece);
}

/** A last line without its end was being written when the process or the machine stopped. */
function noteEnd(opened: OpenedLines, rest: string): void {
  const piece = rest.replace(/^\n/, "");
  if (piece.startsWith("{") && !piece.includes("\n")) opened.tornBytes = piece.length;
  else if (piece !== "") opened.damaged.push(piece);
}

function open(line: string, secrets: SecretBox): string | null {
  try {
    const sealed: SealedValue = Sealed.parse(JSON.parse(line));
    return secrets.open(sealed);
  } catch {
    return null; // whatever is wrong with it, it is kept aside
  }
}
