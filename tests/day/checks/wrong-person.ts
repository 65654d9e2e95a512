import type { Day } from "../day.ts";
import type { DayLog } from "../log.ts";
import { type Finding, look } from "./finding.ts";

/** Signs that the desk puts before what only staff may read. */
const ofTheDesk = /SECRET-|[👤🧑🔒📝🤝⏳🗑✏⏸]|✓ (?:Sent|已发送)/u;

/** Every text that arrived at a customer was meant for them, once, and nothing of it was for staff. */
export function checkWrongPerson({ phones, log }: Day): Finding {
  const found = look("messages to the right person");
  const lineOf = new Map(log.lines.map((line) => [line.marker, line]));
  const ownerOf = ownersOfTokens(log);
  const arrived = new Set<string>();
  for (const phone of phones.values()) {
    for (const { text } of phone.told()) {
      found.at(problemOf(text));
    }
    function problemOf(text: string): string | null {
      for (const [marker] of text.matchAll(/\[P\d{3} C\d+ #\d+\]/g)) {
        if (lineOf.get(marker)?.phone !== phone.id) return `${phone.id} got ${marker}`;
        if (arrived.has(marker)) return `${phone.id} got ${marker} twice`;
        arrived.add(marker);
      }
      const named = [...text.matchAll(/\bP\d{3}\b/g)].find(([id]) => id !== phone.id);
      if (named) return `${phone.id} was told of ${named[0]}`;
      const quoted = [...text.matchAll(/\(q\d+\)/g)].find(([token]) => ownerOf.get(token) !== phone.id);
      if (quoted) return `${phone.id} was shown ${quoted[0]}, which another wrote`;
      return ofTheDesk.test(text) ? `${phone.id} was shown what is for staff: ${text.slice(0, 80)}` : null;
    }
  }
  found.remark(`${arrived.size} of ${log.lines.length} lines of agents arrived`);
  return found.finding();
}

function ownersOfTokens({ written }: DayLog): Map<string, string> {
  return new Map(written.flatMap(({ token, phone }) => (token ? [[token, phone] as const] : [])));
}
