import { open, readFile, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { newId } from "../../../infra/ids.ts";

/** Named stretches of bytes in one file. */
export type Sections = ReadonlyMap<string, Uint8Array>;

const MAGIC = Buffer.from("DESKIDX\n");
const PREAMBLE = MAGIC.length + 4;

interface Head {
  sections: { name: string; length: number; checksum: number }[];
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

/** Null when there is no such file, or it is not whole. */
export async function readSections(path: string): Promise<Sections | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!bytes || bytes.length < PREAMBLE + 4 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const start = PREAMBLE + 4;
  const head = bytes.subarray(start, start + bytes.readUInt32LE(MAGIC.length));
  if (crc32(head) !== bytes.readUInt32LE(PREAMBLE)) return null;
  const { sections }: Head = JSON.parse(head.toString());
  const found = new Map<string, Uint8Array>();
  let place = start + head.length;
  for (const { name, length, checksum } of sections) {
    const section = bytes.subarray(place, place + length);
    if (section.length !== length || crc32(section) !== checksum) return null;
    found.set(name, section);
    place += length;
  }
  return place === bytes.length ? found : null;
}
