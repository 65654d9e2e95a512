import { resolve } from "node:path";
import { lookIntoFolder } from "../../../infra/spool/spool-folder.ts";
import { spoolFolder, whyUnwritable } from "../../spool-folder.ts";
import { type Finding, fine, wrong } from "./finding.ts";

const part = "machine";
const check = "spool";

/** Where messages are kept while the database is away: whether it can be written, and what lies in it. */
export async function checkSpool(dataDir: string): Promise<Finding[]> {
  const folder = resolve(spoolFolder(dataDir));
  const problem = await whyUnwritable(folder);
  if (problem) {
    return [wrong(part, check, `${problem}: while the database is away no message could be kept; mend it`)];
  }
  const { waiting, aside } = await lookIntoFolder(folder);
  if (aside.files > 0) {
    const what = `${aside.files} files (${aside.bytes} bytes) in ${folder} hold what could not be read or stored`;
    return [wrong(part, check, `${what}: see docs/operating.md, "When the database is away"`)];
  }
  if (waiting.files > 0) {
    const what = `${waiting.files} files (${waiting.bytes} bytes) in ${folder} wait for the database`;
    return [wrong(part, check, `${what}: they are stored by themselves while a process of this data directory runs`)];
  }
  return [fine(part, check, "empty, and can be written")];
}
