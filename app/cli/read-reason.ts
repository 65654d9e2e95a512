import { InputError } from "../../infra/errors.ts";

const LONGEST_REASON = 400;

/** What `--reason` says, for the record. @throws InputError where it says nothing, or too much. */
export function readReason(reason: string): string {
  const said = reason.trim();
  if (said !== "" && said.length <= LONGEST_REASON) return said;
  throw new InputError(`--reason must say why in at most ${LONGEST_REASON} characters`);
}
