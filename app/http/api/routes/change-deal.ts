import { z } from "zod";
import { maskSecrets } from "../../../../domain/content/secrets/mask-secrets.ts";
import { maskedExcerpt } from "../../../../domain/content/secrets/masked-excerpt.ts";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { type DealStage, dealMoves } from "../../../../domain/funds/deal-stage.ts";
import { dealStages } from "../../../../domain/funds/deal-words.ts";
import { moveDeal } from "../../../../domain/funds/deals.ts";
import type { DealListing } from "../../../../domain/funds/list-deals.ts";
import { type DealDetail, setDealDetail } from "../../../../domain/funds/set-deal.ts";
import type { Language } from "../../../../domain/language/language.ts";
import { todayOf } from "../../../../domain/organisation/today-of.ts";
import type { OrgScope } from "../../../../infra/db/organization-scope.ts";
import { type ApiCall, defineRoute, reply } from "../api-route.ts";
import { Deal, DealId, requireDeal, showDeal } from "../deal-shape.ts";
import { line, none, text } from "../fields.ts";
import { ApiError } from "../problem.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const list = z.array(line(100)).max(20).nullable().optional();

const DealChange = z
  .strictObject({
    stage: z.enum(dealStages.codes).optional(),
    probability: z.int().min(0).max(100).optional().describe("With another stage; absent: what is usual there"),
    lossReason: text(300)
      .min(2, "must say why")
      .optional()
      .describe("Why it was lost: with the stage lost, and only with it"),
    products: list,
    competitors: list,
    notes: text(1000).nullable().optional(),
    expectedCloseDate: z.iso.date().nullable().optional(),
  })
  .refine((change) => Object.values(change).some((one) => one !== undefined), "must change something")
  .refine(({ stage, lossReason }) => (stage === "lost") === (lossReason !== undefined), {
    path: ["lossReason"],
    error: "goes with the stage lost, and the stage lost with it",
  })
  .refine(({ stage, probability }) => probability === undefined || stage !== undefined, {
    path: ["probability"],
    error: "goes with a stage",
  })
  .meta({ id: "DealChange" });
type DealChange = z.output<typeof DealChange>;

export const patchDeal = defineRoute({
  method: "patch",
  path: "/deals/{id}",
  operationId: "changeDeal",
  summary: "Moves a deal along, ends it, or writes its details",
  description:
    "While it is open, to any other stage; won or lost it stays so. What is left out stays, null empties it, and what is so already changes nothing.",
  permission: "deal.change",
  params: z.object({ id: DealId }),
  query: none,
  body: DealChange,
  responses: { 200: { description: "The deal as it is now", schema: Deal } },
  rules: { "deal.stage": "It cannot go to that stage from where it is" },
  handle: async (call) => {
    const { scope, params, body } = call;
    const { customerId } = await requireDeal(scope, params.id);
    await lockCustomer(scope, customerId);
    const deal = await requireDeal(scope, params.id);
    // A merge gave it to another customer meanwhile: the caller tries again.
    if (deal.customerId !== customerId) throw new ApiError("in-flight");
    if (body.stage !== undefined && body.stage !== deal.stage) await move(call, deal, body.stage);
    await setDetails(scope, deal, body, { by: { keyId: call.key.id }, at: call.deps.clock.now() });
    return reply(200, showDeal(await requireDeal(scope, deal.id)), { type: "deal", id: deal.id });
  },
});

async function move(
  { scope, key, deps, body }: ApiCall<unknown, unknown, DealChange>,
  deal: DealListing,
  to: DealStage,
): Promise<void> {
  const moves = dealMoves(deal.stage);
  if (!moves.includes(to)) refuseMove(deal, to, moves);
  const at = deps.clock.now();
  const { probability, lossReason } = body;
  const made = await moveDeal(
    scope,
    deal.customerId,
    deal,
    {
      ...{ to, at, today: await todayOf(scope, at) },
      ...(probability === undefined ? {} : { probability }),
      ...(lossReason === undefined ? {} : { lossReason: maskedExcerpt(lossReason, 300) }),
    },
    { keyId: key.id },
  );
  if (!made) throw new ApiError("in-flight");
}

const details = {
  products: "products",
  competitors: "competitors",
  notes: "notes",
  expectedCloseDate: "expected_close_date",
} as const satisfies Partial<Record<keyof DealChange, DealDetail>>;

async function setDetails(
  scope: OrgScope,
  deal: DealListing,
  change: DealChange,
  by: Parameters<typeof setDealDetail>[4],
): Promise<void> {
  for (const name of ["products", "competitors", "notes", "expectedCloseDate"] as const) {
    const given = change[name];
    if (given === undefined) continue;
    const value = typeof given === "string" ? maskSecrets(given) : given && [...new Set(given.map(maskSecrets))];
    const isSame = JSON.stringify(value ?? []) === JSON.stringify(deal[name] ?? []);
    if (!isSame) await setDealDetail(scope, deal.customerId, deal, { detail: details[name], value }, by);
  }
}

function refuseMove({ title, stage }: DealListing, to: DealStage, moves: readonly DealStage[]): never {
  const label = (one: DealStage, language: Language) => dealStages.label(one, language);
  const where = (language: Language) => moves.map((one) => label(one, language)).join(", ");
  if (moves.length === 0) {
    return refuseByRule("deal.stage", {
      en: `“${title}” is ${label(stage, "en")}, which stays so: open a new deal`,
      zh: `“${title}”已${label(stage, "zh")}，不能再更改，请新建商机`,
    });
  }
  return refuseByRule("deal.stage", {
    en: `“${title}” is at ${label(stage, "en")} and can go to: ${where("en")}, not to ${label(to, "en")}`,
    zh: `“${title}”现处于${label(stage, "zh")}，可移至：${where("zh")}`,
  });
}
