export interface UploadedFile {
  name: string;
  bytes: Uint8Array;
}

/**
 * The parts of a multipart/form-data body. Lenient like Telegram's own reader: grammY writes the header without a space
 * after the semicolon and the file name without quotes.
 */
export function readMultipart(body: Buffer, boundary: string): Map<string, string | UploadedFile> {
  const parts = new Map<string, string | UploadedFile>();
  const delimiter = Buffer.from(`--${boundary}`);
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    const end = body.indexOf(delimiter, from);
    if (end < 0) break;
    readPart(body.subarray(from, end), parts);
    start = end;
  }
  return parts;
}

function readPart(part: Buffer, parts: Map<string, string | UploadedFile>): void {
  const split = part.indexOf("\r\n\r\n");
  if (split < 0) return;
  const header = part.subarray(0, split).toString("utf8");
  const content = part.subarray(split + 4, part.length - 2);
  const name = parameter(header, "name");
  if (name === undefined) return;
  const fileName = parameter(header, "filename");
  parts.set(name, fileName === undefined ? content.toString("utf8") : { name: fileName, bytes: Buffer.from(content) });
}

function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`[;\\s]${name}=(?:"([^"]*)"|([^;\\r\\n]*))`, "i").exec(header);
  return match?.[1] ?? match?.[2]?.trim();
}
