import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { staffPlaces } from "../../bot/desk/desk-place.ts";
import type { Language } from "../../domain/language/language.ts";
import { addTeam } from "../../domain/organisation/add-team.ts";
import { setTeam, type TeamProfile } from "../../domain/organisation/set-team.ts";
import { setTeamPlaces } from "../../domain/organisation/team-places.ts";
import { addTeamRule } from "../../domain/organisation/team-rules.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { addApprovedScripts, brokerScripts } from "../support/approved-scripts.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { type OpenProduct, startProduct } from "../support/open-product.ts";
import type { DayClock } from "./day-clock.ts";
import type { Platforms } from "./platforms.ts";
import type { Random } from "./random.ts";
import { anchorDatabase } from "./scaled-database.ts";
import { agentNames, type Colleague, managerNames } from "./staff.ts";
import type { openStations, Station } from "./stations.ts";

/** The product as it runs through the day, also through a restart, and who works with it. */
export interface Office {
  /** The one that runs now. */
  product(): OpenProduct;
  isUp(): boolean;
  staff: Colleague[];
  /** Where each surface has its desk. */
  places: Record<Station["platform"], string>;
  /** Stops it and opens it again on the same database; the day stands still once it is down. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface OfficeOptions {
  databaseUrl: string;
  clock: DayClock;
  platforms: Platforms;
  stations: ReturnType<typeof openStations>;
  agents: number;
  managers: number;
  random: Random;
}

export async function openOffice(options: OfficeOptions): Promise<Office> {
  const { clock, platforms, databaseUrl } = options;
  const open = () =>
    startProduct(databaseUrl, platforms.environment, {
      clock,
      paceSecondMs: 1_000 / clock.speed,
      change: (product) => ({
        ...product,
        // It measures with the machine's clock; who asks adds the wait to the day's.
        pacer: { ...product.pacer, waitMs: async (of) => (await product.pacer.waitMs(of)) * clock.speed },
      }),
    });
  let running = await open();
  let isUp = true;
  await importFaqs(running);
  await addApprovedScripts(running, brokerScripts);
  const staff = await hireAll(running, options);
  const places = await openDesks(running, staff);
  await platforms.connect(running.url);
  return {
    product: () => running,
    isUp: () => isUp,
    staff,
    places,
    restart: async () => {
      isUp = false;
      await running.close();
      clock.stop();
      await anchorDatabase(databaseUrl, clock);
      running = await open();
      await platforms.connect(running.url);
      clock.goOn();
      await anchorDatabase(databaseUrl, clock);
      isUp = true;
    },
    close: () => running.close(),
  };
}

/** Of three agents one works on each surface; London's on Slack, Shanghai's on the two others. */
async function hireAll(product: OpenProduct, options: OfficeOptions): Promise<Colleague[]> {
  const surfaces = ["slack", "telegram", "wecom", "slack"] as const;
  const hired: Colleague[] = [];
  const hire = async (
    name: string,
    role: Colleague["role"],
    platform: Station["platform"],
    shift: [number, number],
  ) => {
    const station = options.stations[platform];
    const personId = station.hire(name);
    const team = platform === "slack" ? "London" : "Shanghai";
    const language = team === "Shanghai" ? "zh" : "en";
    const userId = await linkStaff(product, { platform, personId, name, role, language });
    const [from, until] = shift;
    const random = options.random.fork(name);
    hired.push({ name, role, team, station, personId, userId, random, from, until, isSuspended: false });
  };
  for (const [index, name] of agentNames.slice(0, options.agents).entries()) {
    // The first of each surface stay until the end; the others come later or go earlier.
    const shift: [number, number] = index < 4 ? [0, 1] : index % 2 ? [0.05, 0.75] : [0.3, 0.95];
    await hire(name, "agent", surfaces[index % 4] ?? "slack", shift);
  }
  for (const [index, name] of managerNames.slice(0, options.managers).entries()) {
    await hire(name, "manager", surfaces[index % 3] ?? "slack", [0, 1]);
  }
  return hired;
}

const weekdays = ["mon", "tue", "wed", "thu", "fri"];
const everyWeekday = (hours: string) => Object.fromEntries(weekdays.map((day) => [day, hours]));

/** Both are open all day by their own clocks: London from its morning on, Shanghai until its night. */
const offices: (Pick<TeamProfile, "timezone" | "workingHours" | "holidays"> & {
  name: Colleague["team"];
  language: Language;
  surfaces: Station["platform"][];
})[] = [
  {
    name: "London",
    language: "en",
    surfaces: ["slack"],
    timezone: "Europe/London",
    workingHours: everyWeekday("06:00-20:00"),
    holidays: ["2026-03-09"],
  },
  {
    name: "Shanghai",
    language: "zh",
    surfaces: ["telegram", "wecom"],
    timezone: "Asia/Shanghai",
    workingHours: everyWeekday("08:00-24:00"),
    holidays: ["2026-03-11"],
  },
];

/** Two teams by language, each with its hours and its desk; Shanghai has two. */
async function openDesks(open: OpenProduct, staff: readonly Colleague[]): Promise<Office["places"]> {
  const { product, orgId } = open;
  const by = { actor: "cli" } as const;
  const channels = await product.channels.ofOrganisation(orgId);
  const desk = (platform: Station["platform"]) => {
    const channel = channels.find((one) => one.platform === platform);
    const [chatId] = channel ? staffPlaces(channel, "desk") : [];
    if (!channel || !chatId) throw new Error(`${platform} has no desk`);
    return { channelId: channel.id, chatId };
  };
  await inOrganization(product.db, orgId, async (scope) => {
    for (const { name, language, surfaces, ...profile } of offices) {
      const { id: teamId } = await addTeam(scope, by, { name });
      await setTeam(scope, by, teamId, profile);
      const members = staff.filter(({ team }) => team === name);
      await scope
        .trx("user_teams")
        .insert(members.map(({ userId }) => ({ user_id: userId, team_id: teamId, org_id: orgId })));
      await setTeamPlaces(scope, by, { teamId, kind: "desk", places: surfaces.map(desk) });
      await addTeamRule(scope, by, { teamId, conditions: { language } });
    }
    await announceChannels(scope);
  });
  return { slack: desk("slack").chatId, telegram: desk("telegram").chatId, wecom: desk("wecom").chatId };
}
