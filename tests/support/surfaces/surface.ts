/** Where staff work and customers write, the same on every platform: what people do there, and what they see. */
export interface Surface {
  readonly platform: "slack" | "telegram" | "wecom";
  /** False where a conversation has no place of its own, and lines name it by its code. */
  readonly isThreaded: boolean;
  /** False where what a customer was told cannot be removed again. */
  readonly canTakeBack: boolean;
  /** Somebody who works at the desk; gives their id on the platform. */
  addColleague(name: string): string;
  /** Gives the customer's id on the platform. */
  addCustomer(name: string): string;
  customerWrites(customer: string, text: string): void;
  customerSends(customer: string, file: SentFile): void;
  /** What a customer was told and still has, oldest first. */
  customerSees(customer: string): string[];
  /** A command as staff type it: `/queue` to the bot alone, `/take` or `／话术 出金` about a conversation. */
  command(person: string, line: string, about?: DeskedConversation): Promise<void>;
  /** A plain line to the customer of a conversation. */
  line(person: string, text: string, about: DeskedConversation): void;
  /** A picture that staff post where they write their lines; in WeCom while the conversation is current. */
  posts(person: string, file: SentFile, about: DeskedConversation): void;
  /** The files that a customer was sent, oldest first; without bytes where the emulator shows names alone. */
  customerFiles(customer: string): { name: string; bytes: Buffer | null }[];
  /** All that the bot shows a person: at the desk, among the alerts, in private. Oldest first within each of these. */
  sees(person: string): Seen[];
  press(person: string, seen: Seen, button: SeenButton): Promise<void>;
  /** The platform refuses the next removal of a message. */
  refuseRemoval(): void;
  /** Resolves when the platform has told the product everything. */
  delivered(): Promise<void>;
}

export interface SentFile {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/** A conversation as staff find it. */
export interface DeskedConversation {
  id: string;
  /** `C1042` */
  code: string;
  customer: { id: string; name: string };
  /** Its thread or topic; null where there are none. */
  thread: string | null;
}

export interface SeenButton {
  /** `take:ID`, as the product named it. */
  id: string;
  label: string;
}

export interface Seen {
  /** One message, whatever becomes of it. */
  key: string;
  chat: string;
  id: string;
  text: string;
  buttons: SeenButton[];
  files: number;
}
