import { z } from "zod";
import type { Figures as FigureRow } from "../../../bot/performance/figure-words.ts";
import type { PersonFigures as PersonRow } from "../../../bot/performance/person-lines.ts";

const number = z.number().nullable();
const sum = z
  .string()
  .nullable()
  .describe("A decimal number; null while a rate is missing, or a day is in another base currency");

const figures = {
  days: z.int().describe("Days on which there was something to count: of several people, days of each"),
  score: number.describe("0 to 100: the mean of the days that have one"),
  firstResponses: z.int(),
  firstResponseMedianSeconds: number.describe("How long half of the customers waited at most for a first answer"),
  conversations: z.int(),
  resolved: z.int(),
  ratings: z.int(),
  satisfaction: number.describe("1 to 5"),
  quality: number.describe("1 to 10"),
  waits: z.int().describe("How often a customer waited for an answer"),
  unanswered: number.describe("Per cent of the waits"),
  promises: z.int().describe("Deadlines that there were"),
  deadlinesMet: number.describe("Per cent of the deadlines"),
  newCustomers: z.int(),
  joinedGroup: z.int().describe("Of the new customers those who are in a group"),
  accounts: z.int(),
  goodConversations: z.int(),
  questionsAsked: z.int(),
  deposits: z.int(),
  currency: z.string().describe("The base currency, in which the sums are"),
  deposited: sum,
  withdrawn: sum,
  net: sum,
  missingRates: z.array(z.string()).describe("Currencies without a rate: why there is no sum"),
  hasOtherCurrency: z.boolean().describe("Some day was counted in another base currency: why there is no sum"),
};

/** What people did in a period, in an answer. */
export const Figures = z.object(figures).meta({ id: "Figures" });

/** What one person did in a period, in an answer. */
export const PersonFigures = z
  .object({ code: z.string().describe("The employee code"), name: z.string(), ...figures })
  .meta({ id: "PersonFigures" });

/** Figures as an answer shows them. */
export function showFigures(row: FigureRow): z.output<typeof Figures> {
  const { days, score, resolved, ratings, satisfaction, quality, waits, unanswered, promises } = row;
  const { accounts, deposits, currency, deposited, withdrawn, net } = row;
  return {
    ...{ days, score, resolved, ratings, satisfaction, quality, waits, unanswered, promises },
    ...{ accounts, deposits, currency, deposited, withdrawn, net },
    firstResponses: row.first_responses,
    firstResponseMedianSeconds: row.median,
    conversations: row.handled,
    deadlinesMet: row.deadlines,
    newCustomers: row.contacts,
    joinedGroup: row.retained,
    goodConversations: row.good_talks,
    questionsAsked: row.questions,
    missingRates: row.missing_rates,
    hasOtherCurrency: row.has_other_currency,
  };
}

/** A person's figures as an answer shows them. */
export function showPerson(row: PersonRow): z.output<typeof PersonFigures> {
  return { code: row.employee_code, name: row.name, ...showFigures(row) };
}
