import type { Day } from "../day.ts";
import type { Written } from "../log.ts";
import type { Phone } from "../phones.ts";
import { type Finding, look } from "./finding.ts";

interface State {
  name: string;
  number: string;
  status: string;
  owner: string | null;
  handoff_at: Date | null;
  waiting_since: Date | null;
  has_deadline: boolean;
  has_alert: boolean;
  resolved_at: Date | null;
  /** A colleague ended it; what a job ends is no answer. */
  is_resolved_by_person: boolean;
}

const owedNothing: ReadonlySet<Written["meaning"]> = new Set(["thanks", "sticker", "rating"]);

/** Nobody whose last question is open is forgotten: somebody has it, or it waits with a deadline or an alert. */
export async function checkUnanswered(day: Day): Promise<Finding> {
  const found = look("open questions with an owner or an alert");
  const states = await day.rows<State>(
    `SELECT DISTINCT ON (c.name) c.name, v.number, v.status, u.name AS owner, v.handoff_at, v.waiting_since,
       coalesce(v.sla_first_response_at, v.sla_next_response_at) IS NOT NULL AS has_deadline, v.resolved_at,
       EXISTS (SELECT FROM conversation_events e WHERE e.conversation_id = v.id AND e.event_type = 'resolved'
         AND e.user_id IS NOT NULL AND e.created_at >= v.resolved_at - interval '1 minute') AS is_resolved_by_person,
       EXISTS (SELECT FROM alerts a WHERE a.conversation_id = v.id AND a.status <> 'resolved') AS has_alert
     FROM conversations v JOIN customers c ON c.id = v.customer_id
       LEFT JOIN users u ON u.id = v.agent_id AND u.status = 'active'
     ORDER BY c.name, v.number DESC`,
  );
  const stateOf = new Map(states.map((state) => [state.name, state]));
  let open = 0;
  for (const phone of day.phones.values()) {
    const asked = day.log.written.findLast(({ phone: by, meaning }) => by === phone.id && !owedNothing.has(meaning));
    if (!asked || asked.isTakenBack) continue;
    const state = stateOf.get(phone.name);
    const isOpen = !isAnswered(phone, asked);
    if (isOpen) open += 1;
    found.at(isOpen && problemOf(state, asked) && `${phone.id}: ${problemOf(state, asked)}, “${asked.text}”`);
  }
  found.remark(`${open} customers wait at the end of the day`);
  return found.finding();
}

/** A person's line carries its marker, what the bot knows its source; the first says also how to reach a person. */
const isFounded = /\[P\d{3} |^(Source|来源|來源)/m;
const isPutOff = /colleague|team member|同事|同仁|人工|專員|专员/;

/** By a person, or by the bot with something else than that a person will answer. */
function isAnswered(phone: Phone, asked: Written): boolean {
  // The platforms' clocks show seconds.
  const later = phone.told().filter(({ at }) => at.getTime() >= asked.at.getTime() - 1_000);
  return later.some(({ text }) => text !== "" && (isFounded.test(text) || !isPutOff.test(text)));
}

function problemOf(state: State | undefined, asked: Written): string | null {
  if (!state) return "there is no conversation";
  const { number, status, owner, handoff_at: calledAt, waiting_since: since } = state;
  if (status === "resolved") {
    if ((state.resolved_at ?? new Date(0)) <= asked.at) return `C${number} is resolved before`;
    return state.is_resolved_by_person ? null : `C${number} was ended by itself`;
  }
  if (owner) return null;
  if (!calledAt && !since) return `C${number} is nobody's and waits for nobody`;
  return state.has_deadline || state.has_alert ? null : `C${number} waits without a deadline or an alert`;
}
