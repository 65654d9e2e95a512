import type { ApiRoute } from "./api-route.ts";
import { postAccount } from "./routes/add-account.ts";
import { postCampaign } from "./routes/add-campaign.ts";
import { postContact } from "./routes/add-contact.ts";
import { postDeal } from "./routes/add-deal.ts";
import { postDeposit } from "./routes/add-deposit.ts";
import { postLead } from "./routes/add-lead.ts";
import { postMerge } from "./routes/add-merge.ts";
import { postNote } from "./routes/add-note.ts";
import { postRecommendation } from "./routes/add-recommendation.ts";
import { postWithdrawal } from "./routes/add-withdrawal.ts";
import { putLeadOwner } from "./routes/assign-lead.ts";
import { patchDeal } from "./routes/change-deal.ts";
import { getCampaign } from "./routes/get-campaign.ts";
import { getCustomer } from "./routes/get-customer.ts";
import { getDeal } from "./routes/get-deal.ts";
import { getDelivery } from "./routes/get-delivery.ts";
import { getFunnel } from "./routes/get-funnel.ts";
import { getKpis } from "./routes/get-kpis.ts";
import { getLead } from "./routes/get-lead.ts";
import { getLeaderboard } from "./routes/get-leaderboard.ts";
import { getStages } from "./routes/get-stages.ts";
import { getCampaigns } from "./routes/list-campaigns.ts";
import { getContacts } from "./routes/list-contacts.ts";
import { getConversations } from "./routes/list-conversations.ts";
import { getCustomerTags } from "./routes/list-customer-tags.ts";
import { getDeals } from "./routes/list-deals.ts";
import { getFields } from "./routes/list-fields.ts";
import { getJourney } from "./routes/list-journey.ts";
import { getLeadActivities } from "./routes/list-lead-activities.ts";
import { getLeads } from "./routes/list-leads.ts";
import { getMaterials } from "./routes/list-materials.ts";
import { getMergeProposals } from "./routes/list-merge-proposals.ts";
import { getMessages } from "./routes/list-messages.ts";
import { getTimeline } from "./routes/list-timeline.ts";
import {
  postCampaignCancel,
  postCampaignPause,
  postCampaignResume,
  postCampaignSchedule,
} from "./routes/move-campaign.ts";
import { putStage } from "./routes/move-customer.ts";
import { patchDeposit } from "./routes/move-deposit.ts";
import { patchLead } from "./routes/move-lead.ts";
import { patchWithdrawal } from "./routes/move-withdrawal.ts";
import { putCustomers } from "./routes/put-customer.ts";
import { putVerification } from "./routes/put-verification.ts";
import { deleteContact } from "./routes/remove-contact.ts";
import { postWorkflowRun } from "./routes/run-workflow.ts";
import { postMessage } from "./routes/send-message.ts";
import { patchFields } from "./routes/set-fields.ts";
import { deleteCustomerTag, putCustomerTag } from "./routes/tag-customer.ts";
import { postMergeUndo } from "./routes/undo-merge.ts";

/** Every route of `/api/v1`, in the order of the document. */
export const routes: readonly ApiRoute[] = [
  postLead,
  getLeads,
  getLead,
  getLeadActivities,
  patchLead,
  putLeadOwner,
  getCustomer,
  putCustomers,
  putVerification,
  getTimeline,
  getCustomerTags,
  putCustomerTag,
  deleteCustomerTag,
  getStages,
  putStage,
  getJourney,
  postNote,
  getContacts,
  postContact,
  deleteContact,
  getFields,
  patchFields,
  getMergeProposals,
  postMerge,
  postMergeUndo,
  postAccount,
  postRecommendation,
  getDeals,
  postDeal,
  getDeal,
  patchDeal,
  postDeposit,
  patchDeposit,
  postWithdrawal,
  patchWithdrawal,
  getFunnel,
  getKpis,
  getLeaderboard,
  getConversations,
  getMessages,
  postMessage,
  getDelivery,
  postWorkflowRun,
  getCampaigns,
  postCampaign,
  getCampaign,
  postCampaignSchedule,
  postCampaignPause,
  postCampaignResume,
  postCampaignCancel,
  getMaterials,
];
