import { IANAZone } from "luxon";
import { z } from "zod";
import { languages } from "../../language/language.ts";
import { defineSetting } from "./setting.ts";

/** How customers are answered when nothing tells their language. */
export const organizationLanguage = defineSetting("organization.language", z.enum(languages), "en");

/** The organisation's day and working hours; teams may have a zone of their own. */
export const organizationTimezone = defineSetting(
  "organization.timezone",
  z.string().refine((name) => IANAZone.isValidZone(name)),
  "UTC",
);
