import { z } from "zod";
import { insertOutboxEvent } from "../../../../domain/control/outbox-event.ts";
import { findFollowed, recordFollowed } from "../../../../domain/customers/follow-recommendation.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, instant, line, none, pastInstant } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

const NewFollowed = z
  .strictObject({
    customer: CustomerRef,
    ref: line(200).describe("Your own number for it: reporting it twice records it once"),
    title: line(200).optional().describe("What was followed, in few words"),
    followedAt: z.iso.datetime({ offset: true }).optional().describe("Absent: now"),
  })
  .meta({ id: "NewFollowedRecommendation" });

const Followed = z
  .object({ customer: z.string(), ref: z.string(), title: z.string().nullable(), followedAt: instant })
  .meta({ id: "FollowedRecommendation" });

export const postRecommendation = defineRoute({
  method: "post",
  path: "/recommendations",
  operationId: "addFollowedRecommendation",
  summary: "Reports that a customer followed a recommendation",
  description:
    "A record for those who supervise. It counts for no score, tier, stage or figure of the staff. The same again changes nothing and is answered 200.",
  permission: "recommendation.record",
  params: none,
  query: none,
  body: NewFollowed,
  responses: {
    200: { description: "It was known", schema: Followed },
    201: { description: "It is written down", schema: Followed },
  },
  handle: async ({ scope, deps, key, body }) => {
    const customerId = await requireCustomer(scope, body.customer);
    const { ref, title = null } = body;
    const reported = {
      customerId,
      ref,
      title,
      followedAt: pastInstant(body.followedAt, deps.clock.now(), "/followedAt"),
    };
    const isNew = await recordFollowed(scope, { keyId: key.id }, reported);
    if (isNew) await insertOutboxEvent(scope, "recommendation.followed", customerId, { customerId, ref });
    const kept = (await findFollowed(scope, ref)) ?? reported;
    const followed = { customer: body.customer, ref, title: kept.title, followedAt: kept.followedAt.toISOString() };
    return reply(isNew ? 201 : 200, followed, { type: "customer", id: customerId });
  },
});
