import { z } from "zod";
import { defineSetting } from "../organisation/settings/setting.ts";

/** For how many whole months messages stay where they are read every day (setting `messages.keep_months`). */
export const keepMonths = defineSetting("messages.keep_months", z.number().int().min(0).max(1_200), 60);
