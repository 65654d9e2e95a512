import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { newId } from "../../../infra/ids.ts";

/** Named stretches of bytes in one file. */
export type Sections = ReadonlyMap<string, Uint8Array>;

/** A file that is open for reading, section by section. */
export interface SectionsFile {
  has(name: string): boolean;
  /** Bytes in a buffer of their own; none where there is no such section. @throws Error when it is not whole. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

const MAGIC = Buffer.from("DESKIDX\n");
const PREAMBLE = MAGIC.length + 4;

interface Section {
  name: string;
  length: number;
  checksum: number;
}

interface Head {
  sections: Section[];
}

/** Writes the whole or nothing: readers see the file before or this one, also after a crash. */
export async function writeSections(path: string, sections: Sections): Promise<void> {
  const parts = [...sections].map(([name, bytes]) => ({ name, length: bytes.length, checksum: crc32(bytes) }));
  const head = Buffer.from(JSON.stringify({ sections: parts } satisfies Head));
  const preamble = Buffer.alloc(PREAMBLE + 4);
  MAGIC.copy(preamble);
  preamble.writeUInt32LE(head.length, MAGIC.length);
  preamble.writeUInt32LE(crc32(head), PREAMBLE);
  const unfinished = `${path}.${newId()}`;
  try {
    // What the organisation knows is for nobody else on the machine.
    const file = await open(unfinished, "wx", 0o600);
    try {
      for (const bytes of [preamble, head, ...sections.values()]) await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Null when there is no such file, or it is not as long as it should be. To be closed. */
export async function openSections(path: string): Promise<SectionsFile | null> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  const places = file && (await readPlaces(file).catch(() => null));
  if (!file || !places) {
    await file?.close();
    return null;
  }
  return {
    has: (name) => places.has(name),
    read: async (name) => {
      const place = places.get(name);
      if (!place) return new Uint8Array(0);
      const bytes = await readBytes(file, place.start, place.length);
      if (crc32(bytes) !== place.checksum) throw new Error(`The section "${name}" is not whole.`);
      return bytes;
    },
    close: () => file.close(),
  };
}

async function readPlaces(file: FileHandle): Promise<Map<string, Section & { start: number }> | null> {
  const preamble = Buffer.from(await readBytes(file, 0, PREAMBLE + 4));
  if (!preamble.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const { size } = await file.stat();
  const length = preamble.readUInt32LE(MAGIC.length);
  if (length > size) return null;
  const head = await readBytes(file, preamble.length, length);
  if (crc32(head) !== preamble.readUInt32LE(PREAMBLE)) return null;
  const { sections }: Head = JSON.parse(Buffer.from(head).toString());
  const places = new Map<string, Section & { start: number }>();
  let start = preamble.length + head.length;
  for (const section of sections) {
    places.set(section.name, { ...section, start });
    start += section.length;
  }
  return start === size ? places : null;
}

/** Exactly so many. @throws RangeError when the file ends before. */
async function readBytes(file: FileHandle, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new RangeError("The file ends before its sections do.");
    done += bytesRead;
  }
  return bytes;
}
