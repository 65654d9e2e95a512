import type { Product } from "../wire.ts";

/** What an emulated platform of the playground is opened with. */
export interface OpenedFor {
  product: Product;
  orgId: string;
  organisationName: string;
  /** What the platform numbers counts from above this: it lies above all that earlier runs used. */
  idsFrom: number;
}

/** An emulated platform with its channel in the demo organisation. */
export interface EmulatedPlatform<Emulator> {
  emulator: Emulator;
  channelId: string;
  /** Called once the server listens: from then on the platform calls our webhook. */
  start(webhookUrl: string): Promise<void>;
}
