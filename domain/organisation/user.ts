import { DeskhandModel } from "../../infra/db/model.ts";
import type { Presence, Role } from "./values.ts";

export class User extends DeskhandModel {
  static override tableName = "users";
  static override jsonAttributes = ["settings"];
  declare employeeCode: string;
  declare username: string | null;
  declare email: string;
  declare name: string;
  declare role: Role;
  declare status: "active" | "inactive" | "suspended";
  declare language: "zh" | "en" | null;
  /** Spoken with customers; empty: `language`. */
  declare languages: ("zh" | "en")[];
  /** `public_name` and `licence`: what customers are told of a person, where the organisation says so. */
  declare settings: Record<string, unknown>;
  declare presence: Presence | null;
  declare presenceAt: Date | null;
  /** Since when they say that they are away. */
  declare awaySince: Date | null;
  declare timezone: string | null;
  declare lastLoginAt: Date | null;
}

export class UserIdentity extends DeskhandModel {
  static override tableName = "user_identities";
  declare channelId: string;
  declare platform: string;
  declare externalUserId: string;
  declare userId: string;
  declare displayName: string | null;
  declare linkedBy: "code" | "email" | "admin";
}

export class LinkCode extends DeskhandModel {
  static override tableName = "link_codes";
  declare userId: string;
  declare codeHash: Buffer;
  declare expiresAt: Date;
  declare usedAt: Date | null;
}

export class ApiKey extends DeskhandModel {
  static override tableName = "api_keys";
  declare name: string;
  declare keyHash: Buffer;
  declare prefix: string;
  declare permissions: string[];
  declare isTest: boolean;
  declare revokedAt: Date | null;
  declare createdAt: Date;
}
