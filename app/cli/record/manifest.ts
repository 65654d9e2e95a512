import { z } from "zod";

export const MANIFEST = "manifest.json";
export const RECORD_FORMAT = "deskhand-record/1";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const archive = z.object({
  month: z.string(),
  messages: z.number(),
  state: z.string(),
  file: z.string().nullable(),
  sha256: sha256.nullable(),
});

/** What an export says of itself. Its own SHA-256 is printed and stands in the audit log. */
export const Manifest = z.object({
  format: z.literal(RECORD_FORMAT),
  organization: z.object({ code: z.string(), name: z.string() }),
  /** What was asked for. */
  query: z.record(z.string(), z.string()),
  madeAt: z.string(),
  madeBy: z.string(),
  /** The end of the audit log's chain at that moment: `deskhand audit verify --head` takes it. */
  auditHead: z.string().nullable(),
  /** Rows by section. */
  counts: z.record(z.string(), z.number()),
  /** Kept files that could not be exported whole. */
  damaged: z.array(z.object({ sha256, why: z.string() })),
  /** Archived months whose messages are in it, and where these were read: in the database, or in that file. */
  archives: z.array(archive).default([]),
  /** Archived months with messages that could not be read, and why: the record is incomplete by these. */
  archived: z.array(archive.extend({ why: z.string().default("") })).default([]),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256 })),
});
export type Manifest = z.infer<typeof Manifest>;
export type ManifestFile = Manifest["files"][number];
