import type { SealedValue } from "../../infra/crypto/secret-box.ts";
import { DeskhandModel } from "../../infra/db/model.ts";

export class Channel extends DeskhandModel {
  static override tableName = "channels";
  static override jsonAttributes = ["config", "stats"];
  declare platform: string;
  declare name: string;
  declare config: SealedValue | Record<string, never>;
  declare status: "active" | "paused" | "error";
  declare statusReason: string | null;
  declare webhookUrl: string | null;
  declare externalAccountId: string | null;
  declare createdAt: Date;
}
