import { errorMessage } from "../../infra/errors.ts";
import type { DayClock } from "./day-clock.ts";
import type { DayLog } from "./log.ts";
import type { Phone } from "./phones.ts";
import type { Platforms } from "./platforms.ts";
import type { Colleague } from "./staff.ts";
import type { Desked, Station } from "./stations.ts";
import type { Tongue } from "./words.ts";

/** What the people of the day have in common. */
export interface Day {
  clock: DayClock;
  log: DayLog;
  /** How long it lasts, simulated. */
  minutes: number;
  platforms: Platforms;
  phones: ReadonlyMap<string, Phone>;
  staff: readonly Colleague[];
  /** Offers that somebody has looked at. */
  answered: Set<string>;
  /** Rows of the product's database, read past the product. */
  rows<Row>(sql: string, bindings?: readonly (string | number | Date)[]): Promise<Row[]>;
  /** Open conversations with their places. */
  desked(): Promise<Desked[]>;
  /** Agents who are on shift. */
  present(): Colleague[];
  /** A colleague of the same team who is on shift, at that station where one is given. */
  colleagueOf(agent: Colleague, station?: Station): Colleague | undefined;
  /** Whether a place is one in which the person works. */
  isAt(who: Colleague, chatId: string): boolean;
  /** The id in a customer's name. */
  phoneIn(name: string): string;
  tongueOf(name: string): Tongue;
  /** Words for staff alone, used once. */
  secret(what: string): string;
  /** An act that the platform may refuse, since what it is about is gone meanwhile. */
  tries(act: () => Promise<void> | void): Promise<void>;
  /** Resolves when what somebody does on the platform now is not lost to a restart of ours. */
  isOpen(platform: Station["platform"], signal: AbortSignal): Promise<void>;
}

/** What anybody may do in the day's rows: everything that the checks and the people ask. */
export function dayOf(
  parts: Omit<Day, "present" | "colleagueOf" | "phoneIn" | "tongueOf" | "secret" | "tries" | "desked"> & {
    tongues: ReadonlyMap<string, Tongue>;
  },
): Day {
  const { clock, log, minutes, staff, tongues } = parts;
  const isPresent = ({ role, from, until, isSuspended }: Colleague) => {
    const share = (clock.now().getTime() - clock.startsAt.getTime()) / (minutes * 60_000);
    return role === "agent" && !isSuspended && share >= from && share < until;
  };
  const phoneIn = (name: string) => /P\d{3}/.exec(name)?.[0] ?? name;
  const day: Day = {
    ...parts,
    present: () => staff.filter(isPresent),
    colleagueOf: (agent, station) => {
      const others = staff.filter(
        (who) => who !== agent && who.team === agent.team && isPresent(who) && (!station || who.station === station),
      );
      return others.length > 0 ? agent.random.pick(others) : undefined;
    },
    phoneIn,
    tongueOf: (name) => tongues.get(phoneIn(name)) ?? "en",
    secret: (what) => {
      const words = `SECRET-${what}-${log.next()}`;
      log.internal.push(words);
      return words;
    },
    tries: async (act) => {
      try {
        await act();
      } catch (error) {
        log.missed.push(errorMessage(error));
      }
    },
    desked: async () => {
      const rows = await parts.rows<{
        id: string;
        number: string;
        customer: string;
        chat_id: string;
        thread_id: string | null;
        agent_id: string | null;
        waits: boolean;
      }>(
        `SELECT v.id, v.number, c.name AS customer, t.chat_id, t.thread_id, v.agent_id,
                v.waiting_since IS NOT NULL OR v.handoff_at IS NOT NULL AS waits
         FROM conversations v JOIN customers c ON c.id = v.customer_id JOIN desk_threads t ON t.conversation_id = v.id
         WHERE v.status IN ('pending', 'active') AND t.moved_at IS NULL ORDER BY v.waiting_since NULLS LAST, v.number`,
      );
      return rows.map((row) => ({
        id: row.id,
        code: `C${row.number}`,
        customer: row.customer,
        chatId: row.chat_id,
        threadId: row.thread_id,
        agentId: row.agent_id,
        isWaiting: row.waits,
      }));
    },
  };
  return day;
}
