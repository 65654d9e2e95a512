import { findCommand } from "../../../bot/commands/registry.ts";
import type { Role } from "../../../domain/organisation/values.ts";
import { newId } from "../../../infra/ids.ts";
import { linkStaff } from "../linked-staff.ts";
import type { OpenProduct } from "../open-product.ts";
import { allSent } from "../settled.ts";
import { waitFor } from "../wait-for.ts";
import type { DeskedConversation, Seen, SeenButton, Surface } from "./surface.ts";

/** Somebody of the staff, linked. */
export interface Colleague {
  name: string;
  /** On the platform. */
  id: string;
  userId: string;
}

/** A product whose staff work on one surface, with what they do there in words that are the same on each. */
export interface StaffedDesk extends OpenProduct {
  surface: Surface;
  /** Names of commands, and of buttons in brackets, in the order people used them. */
  used: string[];
  hire(name: string, role: Role): Promise<Colleague>;
  /** A new customer's first message. */
  newCustomer(text: string): { id: string; name: string };
  /** The conversation of a customer, once it has its place at the desk. */
  conversationOf(customer: { id: string; name: string }): Promise<DeskedConversation>;
  /** A new customer who waits for a person. */
  waiting(): Promise<DeskedConversation>;
  /** The same, taken by somebody. */
  takenBy(person: Colleague): Promise<DeskedConversation>;
  /** Types a command; gives the new message with these words that the person then sees. */
  asks(person: Colleague, line: string, words: string, about?: DeskedConversation): Promise<Seen>;
  line(person: Colleague, text: string, about: DeskedConversation): void;
  /** Presses the newest button of an id (`take:…`) that the person sees, of those with a label where one is given. */
  presses(person: Colleague, button: string, label?: string): Promise<void>;
  /** Waits for a message with all these words. */
  hears(person: Colleague, ...words: string[]): Promise<Seen>;
  customerHears(about: DeskedConversation, words: string): Promise<string>;
  set(key: string, value: unknown): Promise<void>;
  presence(presence: "online" | "away", ...people: Colleague[]): Promise<void>;
  /** The only row, or the first. */
  row(sql: string, ...bindings: (string | number)[]): Promise<Record<string, unknown> | undefined>;
  settled(): Promise<void>;
}

export function staffedDesk(product: OpenProduct, surface: Surface): StaffedDesk {
  const used: string[] = [];
  let customers = 0;
  const desk: StaffedDesk = {
    ...product,
    surface,
    used,
    hire: async (name, role) => {
      const id = surface.addColleague(name);
      const userId = await linkStaff(product, { platform: surface.platform, personId: id, name, role });
      return { name, id, userId };
    },
    newCustomer: (text) => {
      customers += 1;
      const name = `Wang ${surface.platform} ${customers}`;
      const id = surface.addCustomer(name);
      surface.customerWrites(id, text);
      return { id, name };
    },
    conversationOf: (customer) =>
      waitFor(`the conversation of ${customer.name}`, () => findDesked(product, surface, customer)),
    waiting: async () => {
      const about = await desk.conversationOf(desk.newCustomer("I want to talk to a human"));
      await waitFor("the call", () =>
        desk.row("SELECT id FROM conversations WHERE id = ? AND handoff_at IS NOT NULL", about.id),
      );
      await desk.settled();
      return about;
    },
    takenBy: async (person) => {
      const about = await desk.waiting();
      await desk.asks(person, "/take", `${person.name} has taken ${about.code}`, about);
      return about;
    },
    asks: async (person, line, words, about) => {
      used.push(findCommand(line.split(" ")[0]?.slice(1) ?? "")?.name ?? line);
      const before = new Set(surface.sees(person.id).map(({ key }) => key));
      await surface.command(person.id, line, about);
      return waitFor(`“${words}” after ${line}`, () =>
        surface.sees(person.id).find(({ key, text }) => !before.has(key) && text.includes(words)),
      );
    },
    line: (person, text, about) => surface.line(person.id, text, about),
    presses: async (person, wanted, label) => {
      const { seen, button } = await waitFor(`the button ${wanted} for ${person.name}`, () =>
        findButtonSeen(surface.sees(person.id), wanted, label),
      );
      used.push(`[${wanted.split(":")[0]}]`);
      await surface.press(person.id, seen, button);
    },
    hears: (person, ...words) =>
      waitFor(`${person.name} to hear “${words.join("”, “")}”`, () =>
        surface.sees(person.id).findLast(({ text }) => words.every((word) => text.includes(word))),
      ),
    customerHears: ({ customer }, words) =>
      waitFor(`${customer.name} to hear “${words}”`, () =>
        surface.customerSees(customer.id).find((text) => text.includes(words)),
      ),
    set: async (key, value) => {
      const row = { key, value: JSON.stringify(value), value_type: "json", category: "test" };
      await product.product.db
        .system("settings")
        .insert({ id: newId(), org_id: product.orgId, ...row })
        .onConflict(["org_id", "key"])
        .merge(["value"]);
    },
    presence: async (presence, ...people) => {
      await product.product.db
        .system("users")
        .whereIn(
          "id",
          people.map(({ userId }) => userId),
        )
        .update({ presence, presence_at: product.product.clock.now() });
    },
    row: async (sql, ...bindings) => (await product.rows(sql, bindings))[0],
    settled: async () => {
      await surface.delivered();
      await allSent(product);
    },
  };
  return desk;
}

async function findDesked(
  { rows }: OpenProduct,
  surface: Surface,
  customer: { id: string; name: string },
): Promise<DeskedConversation | null> {
  const [row] = await rows<{ id: string; number: string; thread_id: string | null }>(
    `SELECT v.id, v.number, t.thread_id FROM conversations v JOIN customers c ON c.id = v.customer_id
     JOIN desk_threads t ON t.conversation_id = v.id WHERE c.name = ? ORDER BY v.created_at DESC LIMIT 1`,
    [customer.name],
  );
  if (!row || (surface.isThreaded && row.thread_id === null)) return null;
  return { id: row.id, code: `C${row.number}`, customer, thread: surface.isThreaded ? row.thread_id : null };
}

/** The newest: an older card may show the same. */
function findButtonSeen(all: readonly Seen[], id: string, label?: string) {
  const isWanted = (button: SeenButton) => button.id === id && (label === undefined || button.label === label);
  const seen = all.findLast(({ buttons }) => buttons.some(isWanted));
  const button = seen?.buttons.find(isWanted);
  return seen && button ? { seen, button } : null;
}
