import type { Surface } from "../../support/surfaces/surface.ts";
import type { Day } from "../day.ts";
import { createDayClock } from "../day-clock.ts";
import { newLog } from "../log.ts";
import type { Phone, Told } from "../phones.ts";
import type { LimitsMet, Platforms } from "../platforms.ts";
import { randomOf } from "../random.ts";
import type { Colleague } from "../staff.ts";
import type { Station } from "../stations.ts";

/** A moment of the day, so many minutes after it began. */
export const minute = (count: number) => new Date(Date.parse("2026-03-10T07:00:00Z") + count * 60_000);

export interface Planted {
  /** What each customer was told, by the id in their name. */
  told?: Record<string, Told[]>;
  /** The database's answers, by a word that only the query for them has. */
  rows?: Record<string, object[]>;
  /** What staff see, in threads by their id and alone by their name. */
  threads?: Record<string, string[]>;
  privately?: Record<string, string[]>;
  limits?: Partial<LimitsMet>;
}

/**
 * A day as the checks see it, of two customers and two agents, with what a test plants in it: the checks have no other
 * way to what happened than what is given here.
 */
export function plantedDay({ told = {}, rows = {}, threads = {}, privately = {}, limits = {} }: Planted): Day {
  const phones = ["P001", "P002"].map((id): [string, Phone] => [id, phoneOf(id, told[id] ?? [])]);
  const staff = ["Ann", "Ben"].map((name) => colleagueOf(name, stationOf(threads, privately)));
  const unused = () => {
    throw new Error("No check acts");
  };
  return {
    clock: createDayClock(1),
    log: newLog(),
    minutes: 60,
    platforms: { limits: () => ({ ...none, ...limits }) } as Platforms,
    phones: new Map(phones),
    staff,
    answered: new Set(),
    rows: async <Row>(sql: string) => (Object.entries(rows).find(([word]) => sql.includes(word))?.[1] ?? []) as Row[],
    desked: unused,
    present: unused,
    colleagueOf: unused,
    isAt: () => true,
    phoneIn: (name) => /P\d{3}/.exec(name)?.[0] ?? name,
    tongueOf: () => "en",
    secret: unused,
    tries: unused,
    isOpen: unused,
  };
}

const none: LimitsMet = {
  slack: { refused: 0, ignored: 0 },
  telegram: { refused: 0, ignored: 0 },
  wecom: { dropped: 0, tooMany: 0 },
};

function phoneOf(id: string, told: Told[]): Phone {
  return {
    id,
    name: `Wang ${id}`,
    channel: "telegram",
    write: () => new Date(0),
    sticker: () => ({ at: new Date(0), text: "" }),
    picture: () => null,
    changeMind: () => null,
    told: () => told,
  };
}

function stationOf(threads: Record<string, string[]>, privately: Record<string, string[]>): Station {
  const seen = (texts: string[] = []) =>
    texts.map((text, index) => ({ key: String(index), chat: "", id: String(index), text, buttons: [], files: 0 }));
  return {
    platform: "slack" as Surface["platform"],
    isThreaded: true,
    hire: () => "",
    line: () => undefined,
    command: async () => undefined,
    thread: ({ threadId }) => seen(threads[threadId ?? ""]),
    privately: (person) => seen(privately[person]),
    press: async () => undefined,
    deleteThread: () => undefined,
    bareLine: () => undefined,
  };
}

function colleagueOf(name: string, station: Station): Colleague {
  const [from, until] = [0, 1];
  const who = { name, role: "agent" as const, team: "London" as const, personId: name, userId: `user ${name}` };
  return { ...who, station, random: randomOf(1), from, until, isSuspended: false };
}
