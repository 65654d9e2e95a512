import { DeskhandModel } from "../../infra/db/model.ts";
import type { SpokenLanguage } from "../language/customer-language.ts";
import type { ChineseScript, Language } from "../language/language.ts";
import type { LeadActivityType, LeadStatus } from "./lead-words.ts";
import type { JourneyStage } from "./stages.ts";

export class Customer extends DeskhandModel {
  static override tableName = "customers";
  static override jsonAttributes = [
    "scoreDetails",
    "tierDetails",
    "languages",
    "interests",
    "personalityTraits",
    "riskFlags",
    "customFields",
    "stats",
  ];
  declare customerCode: string;
  declare type: "individual" | "enterprise";
  declare name: string;
  declare phone: string | null;
  declare email: string | null;
  declare wechatId: string | null;
  declare province: string | null;
  declare city: string | null;
  declare timezone: string | null;
  declare companyName: string | null;
  declare ltvPrediction: string | null;
  declare avatarUrl: string | null;
  declare status: "active" | "inactive" | "blacklist";
  declare stage: string;
  declare journeyStage: JourneyStage;
  declare tier: "S" | "A" | "B" | "C";
  /** Null: the tier follows from the rule. */
  declare tierSetAt: Date | null;
  declare tierReason: string | null;
  declare referrerId: string | null;
  declare languages: string[];
  declare country: string | null;
  declare language: Language | null;
  declare chineseScript: ChineseScript | null;
  declare languagePending: SpokenLanguage | null;
  declare sourceChannel: string | null;
  declare ownerId: string | null;
  /** Who they turned out to be; null: nobody else. */
  declare mergedInto: string | null;
  declare lastContactAt: Date | null;
  declare createdAt: Date;
  declare updatedAt: Date;
}

export class CustomerIdentity extends DeskhandModel {
  static override tableName = "customer_identities";
  declare channelId: string;
  declare platform: string;
  declare externalUserId: string;
  declare customerId: string;
  declare displayName: string | null;
  declare username: string | null;
  declare language: string | null;
  /** Since when staff know the account to be the client's. */
  declare verifiedAt: Date | null;
  declare unreachableAt: Date | null;
  declare unreachableReason: string | null;
}

export class CustomerActivity extends DeskhandModel {
  static override tableName = "customer_activities";
  static override jsonAttributes = ["metadata"];
  declare customerId: string;
  declare userId: string | null;
  declare type: string;
  declare title: string | null;
  declare metadata: Record<string, unknown>;
}

export class Consent extends DeskhandModel {
  static override tableName = "consents";
  declare customerId: string;
  declare kind: "marketing" | "recording" | "cross_border" | "data_processing";
  declare state: "granted" | "withdrawn";
  declare channelId: string | null;
  declare messageId: string | null;
  declare messageSentAt: Date | null;
  declare source: string | null;
  /** Of a consent to cross a border: whom it holds for. */
  declare recipient: string | null;
  declare userId: string | null;
}

export class Lead extends DeskhandModel {
  static override tableName = "leads";
  static override jsonAttributes = ["scoreDetails", "aiAnalysis", "rawData"];
  declare channelId: string | null;
  declare customerId: string | null;
  declare sourcePlatform: string | null;
  declare sourceDetail: string | null;
  declare utmSource: string | null;
  declare utmMedium: string | null;
  declare utmCampaign: string | null;
  declare utmContent: string | null;
  declare utmTerm: string | null;
  declare number: string;
  declare contactName: string | null;
  declare contactPhone: string | null;
  declare contactEmail: string | null;
  declare contactWechat: string | null;
  declare companyName: string | null;
  declare externalRef: string | null;
  declare score: number;
  declare scoreDetails: Record<string, unknown>;
  /** Read by `readAnalysis`. */
  declare aiAnalysis: unknown;
  declare status: LeadStatus;
  declare statusReason: string | null;
  declare statusChangedAt: Date | null;
  declare assignedTo: string | null;
  declare assignedAt: Date | null;
  declare convertedAt: Date | null;
  declare createdAt: Date;
  declare rawData: Record<string, unknown>;
}

export class LeadActivity extends DeskhandModel {
  static override tableName = "lead_activities";
  static override jsonAttributes = ["metadata"];
  declare leadId: string;
  declare type: LeadActivityType;
  declare description: string | null;
  declare metadata: Record<string, unknown>;
  declare scoreImpact: number;
  declare createdAt: Date;
}
