import type { Task, TaskList } from "graphile-worker";
import { z } from "zod";
import { tellManagers } from "../bot/alerts/tell-managers.ts";
import { watchAlerts } from "../bot/alerts/watch-alerts.ts";
import { expireApprovals } from "../bot/conduct/approvals/expire-approvals.ts";
import { answerEdit } from "../bot/converse/answer-edit.ts";
import { forgetEarlyChanges } from "../bot/converse/early-changes.ts";
import { EditJob, nameOfEditJob } from "../bot/converse/edit-job.ts";
import { workChat } from "../bot/converse/work-chat.ts";
import { deliverChat } from "../bot/delivery/deliver-chat.ts";
import { lanes } from "../bot/delivery/lane.ts";
import { resolveIdle } from "../bot/desk/resolve-idle.ts";
import { tellDecision } from "../bot/desk/tell-decision.ts";
import { CountFaqJob, countFaq } from "../bot/feedback/count-faq.ts";
import { createFaqCounter } from "../bot/feedback/count-used-faqs.ts";
import { DownloadJob, downloadAttachments } from "../bot/files/download-attachments.ts";
import { AcknowledgeJob, acknowledgeWithdrawal } from "../bot/funds/acknowledge-withdrawal.ts";
import { type CampaignDeps, runCampaigns } from "../bot/growth/run-campaigns.ts";
import { settleEnded } from "../bot/growth/settle-ended.ts";
import { runWorkflows } from "../bot/growth/workflow/run-workflows.ts";
import { expireCustomerOffers, expireHandovers } from "../bot/handover/expire-handovers.ts";
import { returnUnanswered } from "../bot/handover/return-to-queue.ts";
import { CatchUpJob, catchUpStep } from "../bot/intake/catch-up/catch-up.ts";
import { PullJob, pullChannel, pullEverything } from "../bot/intake/pull-channel.ts";
import { sweepPending } from "../bot/intake/sweep.ts";
import { ImportJob, importPosted } from "../bot/knowledge/import-posted.ts";
import { AnalyseLeadJob, analyseLead } from "../bot/leads/analyse-lead.ts";
import { decayScores } from "../bot/leads/decay-scores.ts";
import { fadeMemories } from "../bot/memory/fade-memories.ts";
import { RememberJob, rememberMessage } from "../bot/memory/remember-message.ts";
import { handOver, handOverWhatIsLeft } from "../bot/people/hand-over.ts";
import { computeDueKpis } from "../bot/performance/compute-due-kpis.ts";
import { fireReminders } from "../bot/reminders/fire-reminders.ts";
import { remindTraining } from "../bot/training/remind-training.ts";
import { verifyNightly } from "../bot/verify/verify-nightly.ts";
import { endOldScriptUses } from "../domain/content/script-uses.ts";
import { forgetAnswers } from "../domain/control/api-answers.ts";
import { rescoreEverywhere } from "../domain/customers/score/rescore.ts";
import { rebuildEverywhere, refreshChanged } from "../domain/funds/rebuild-funnel.ts";
import { recountStaff } from "../domain/organisation/recount-staff.ts";
import { forgetDelivered } from "../domain/outgoing/settle-webhook.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import { enqueueJob } from "../infra/queue/enqueue.ts";
import type { Exclusive } from "../infra/queue/exclusive.ts";
import { traceTasks } from "./trace-tasks.ts";
import type { Product } from "./wire.ts";

const ChatJob = z.object({ channelId: z.uuid(), chat: z.string() });
// `unhurried`: of a process that has not been upgraded yet.
const Lane = z.preprocess((lane) => (lane === "unhurried" ? "mirror" : lane), z.enum(lanes).default("customer"));
const DeliverJob = ChatJob.extend({ lane: Lane });

/** Larger files stay at the platform: the smallest bound of all platforms (Telegram's getFile). */
const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** When another process is at work on the same thing. */
const COME_AGAIN_MS = 250;

/** What the queue can be asked to do: each name with its work. A chat, and a cursor, is worked on by one job at a time. */
export function createTasks(product: Product, exclusive: Exclusive): TaskList {
  const alone = <Job extends { channelId: string }>(task: string, read: Reader<Job>, work: Work<Job>): Task => {
    return async (payload, { abortSignal }) => {
      const { job, name } = read(payload);
      const key = `${task}:${job.channelId}:${name}`;
      if ((await exclusive.run(key, () => work(job, abortSignal))) === "done") return;
      await enqueueJob(product.db.system, { task, payload: job, key, inMs: COME_AGAIN_MS });
    };
  };
  const countUsedFaqs = createFaqCounter(product);
  return traceTasks(product.tracing, {
    converse: alone("converse", readChatJob, (job, signal) => workChat(product, job, signal)),
    answer_edit: alone("answer_edit", readEditJob, (job) => answerEdit(product, job)),
    deliver: besideCustomers(
      product,
      STAFF_AT_ONCE,
      alone("deliver", readDeliverJob, (job, signal) => deliverChat(product, job, signal)),
    ),
    pull: alone("pull", readPullJob, (job) => pullChannel(product, job)),
    pull_everything: () => pullEverything(product),
    catch_up: (payload) => catchUpStep(product, CatchUpJob.parse(payload)),
    download: (payload) => downloadAttachments({ ...product, maxBytes: MAX_FILE_BYTES }, DownloadJob.parse(payload)),
    import_posted: (payload) => importPosted({ ...product, maxBytes: MAX_FILE_BYTES }, ImportJob.parse(payload)),
    make_months: async () => void (await makeMonths(product)),
    // One that a slow platform or database delays is not begun a second time.
    watch_alerts: async () => void (await exclusive.run("watch_alerts", () => watchAlerts(product))),
    expire_approvals: async () =>
      void (await expireApprovals(product.db, product.clock, (scope, ended) =>
        tellDecision(scope, product.channels, ended, null),
      )),
    tell_managers: (payload) => tellManagersOf(product, Notice.parse(payload)),
    hand_over: (payload) => handOver(product, HandOverJob.parse(payload)),
    hand_over_left: async () => void (await exclusive.run("hand_over_left", () => handOverWhatIsLeft(product))),
    resolve_idle: async () => void (await resolveIdle(product)),
    expire_handovers: async () => {
      await expireHandovers(product);
      await expireCustomerOffers(product);
    },
    return_unanswered: async () => void (await returnUnanswered(product)),
    fire_reminders: async () => void (await fireReminders(product)),
    end_script_uses: () => endOldScriptUses(product.db.system, product.clock.now()),
    remind_training: async () =>
      void (await exclusive.run("remind_training", async () => void (await remindTraining(product)))),
    decay_scores: async () => void (await exclusive.run("decay_scores", async () => void (await decayScores(product)))),
    analyse_lead: (payload) => analyseLead(product, AnalyseLeadJob.parse(payload)),
    remember: (payload) => rememberMessage(product, RememberJob.parse(payload)),
    fade_memories: async () =>
      void (await exclusive.run("fade_memories", async () => void (await fadeMemories(product)))),
    count_used_faqs: async () => void (await countUsedFaqs()),
    count_faq: (payload) => countFaq(product, CountFaqJob.parse(payload)),
    embed_knowledge: (payload) => product.knowledge.embedNew(EmbedJob.parse(payload)),
    recount_staff: async () => void (await recountStaff(product.db)),
    acknowledge_withdrawal: (payload) => acknowledgeWithdrawal(product, AcknowledgeJob.parse(payload)),
    refresh_funnel: async () => void (await exclusive.run("refresh_funnel", () => refreshChanged(product))),
    rebuild_funnel: async () => void (await exclusive.run("rebuild_funnel", () => rebuildEverywhere(product))),
    score_customers: async () => void (await exclusive.run("score_customers", () => rescoreEverywhere(product))),
    // Of a process that has not been upgraded yet: outgoing webhooks are told beside the queue (`keepTelling`).
    tell_endpoint: async () => undefined,
    forget_webhooks: () => forgetDelivered(product.db.system, product.clock.now()),
    forget_answers: () => forgetAnswers(product.db.system),
    forget_early_changes: () => forgetEarlyChanges(product.db),
    compute_kpis: async () =>
      void (await exclusive.run("compute_kpis", async () => void (await computeDueKpis(product)))),
    run_campaigns: async () =>
      void (await exclusive.run("run_campaigns", async () => void (await runCampaigns(campaignDeps(product))))),
    run_workflows: async () =>
      void (await exclusive.run("run_workflows", async () => void (await runWorkflows(product)))),
    settle_campaigns: async () => void (await settleEnded(product)),
    verify: async () => void (await exclusive.run("verify", () => verifyNightly(product))),
    sweep: async () => void (await sweepPending(product.db)),
  });
}

/** A link that leads through us must be reachable by customers: only an address that somebody set is. */
function campaignDeps(product: Product): CampaignDeps {
  return { ...product, linkBase: product.environment.PUBLIC_URL ?? null };
}

const HandOverJob = z.object({ orgId: z.uuid(), userId: z.uuid(), conversations: z.array(z.uuid()) });

const EmbedJob = z.object({ orgId: z.uuid(), kbId: z.uuid() });

const Notice = z.object({
  orgId: z.uuid(),
  kind: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
});

async function tellManagersOf({ db, channels }: Product, { orgId, ...notice }: z.infer<typeof Notice>): Promise<void> {
  await inOrganization(db, orgId, (scope) => tellManagers(scope, channels, notice));
}

/** Of the jobs that a process works at a time (ten), as many may be deliveries to staff: the rest is for customers. */
const STAFF_AT_ONCE = 6;
const STAFF_COME_AGAIN_MS = 50;

/** Lets what staff read have only a part of the worker: however slowly a place answers, customers do not wait for it. */
function besideCustomers({ db }: Product, atMost: number, deliver: Task): Task {
  let running = 0;
  return async (payload, helpers) => {
    const job = DeliverJob.parse(payload);
    if (job.lane === "customer") return deliver(payload, helpers);
    if (running >= atMost) {
      const key = `deliver:${job.channelId}:${job.chat}`;
      return enqueueJob(db.system, { task: "deliver", payload: job, key, inMs: STAFF_COME_AGAIN_MS });
    }
    running += 1;
    try {
      return await deliver(payload, helpers);
    } finally {
      running -= 1;
    }
  };
}

type Work<Job> = (job: Job, signal: AbortSignal) => Promise<void>;

/** The job in a payload, and what it is about within its channel. */
type Reader<Job> = (payload: unknown) => { job: Job; name: string };

const readChatJob: Reader<z.infer<typeof ChatJob>> = (payload) => {
  const job = ChatJob.parse(payload);
  return { job, name: job.chat };
};

const readDeliverJob: Reader<z.infer<typeof DeliverJob>> = (payload) => {
  const job = DeliverJob.parse(payload);
  return { job, name: job.chat };
};

const readEditJob: Reader<EditJob> = (payload) => {
  const job = EditJob.parse(payload);
  return { job, name: `${nameOfEditJob(job)}:${job.version}` };
};

const readPullJob: Reader<PullJob> = (payload) => {
  const job = PullJob.parse(payload);
  return { job, name: job.hint.name };
};

/** Regular jobs, in the queue's crontab: run once over all processes, and at the next start when they were missed. */
export const crontab = [
  "*/5 * * * * pull_everything ?jobKey=pull_everything",
  "* * * * * watch_alerts ?jobKey=watch_alerts&max=1",
  "* * * * * expire_approvals ?jobKey=expire_approvals",
  "*/5 * * * * hand_over_left ?jobKey=hand_over_left",
  "* * * * * resolve_idle ?jobKey=resolve_idle",
  "* * * * * expire_handovers ?jobKey=expire_handovers",
  "* * * * * return_unanswered ?jobKey=return_unanswered",
  "* * * * * fire_reminders ?jobKey=fire_reminders",
  "*/10 * * * * recount_staff ?jobKey=recount_staff",
  "*/5 * * * * count_used_faqs ?jobKey=count_used_faqs&max=1",
  "*/5 * * * * refresh_funnel ?jobKey=refresh_funnel&max=1",
  "41 3 * * * rebuild_funnel ?jobKey=rebuild_funnel&fill=1d",
  // Before the funnel, whose rows show the scores.
  "11 3 * * * score_customers ?jobKey=score_customers",
  "23 * * * * end_script_uses ?jobKey=end_script_uses",
  "13 * * * * remind_training ?jobKey=remind_training",
  "41 2 * * * decay_scores ?jobKey=decay_scores",
  "29 3 * * * fade_memories ?jobKey=fade_memories",
  "47 3 * * * forget_webhooks ?jobKey=forget_webhooks",
  "37 * * * * forget_answers ?jobKey=forget_answers",
  "53 3 * * * forget_early_changes ?jobKey=forget_early_changes",
  // Each organisation has a midnight of its own; zones differ from another by multiples of a quarter of an hour.
  "6,21,36,51 * * * * compute_kpis ?jobKey=compute_kpis&max=1",
  "* * * * * run_campaigns ?jobKey=run_campaigns&max=1",
  "* * * * * run_workflows ?jobKey=run_workflows&max=1",
  "27 * * * * settle_campaigns ?jobKey=settle_campaigns",
  // When the other jobs of the night are done.
  "53 4 * * * verify ?jobKey=verify&fill=1d",
  "17 3 * * * make_months ?jobKey=make_months&fill=2d",
].join("\n");

/** This month and the next three, as `migrate` made them when it ran. */
async function makeMonths(product: Product): Promise<void> {
  for (let ahead = 0; ahead <= 3; ahead++) {
    const at = product.clock.now();
    at.setUTCMonth(at.getUTCMonth() + ahead, 1);
    await product.ensureMonth(at);
  }
}
