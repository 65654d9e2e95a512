import { newId } from "../../infra/ids.ts";
import type { OpenProduct } from "./open-product.ts";

export interface ApprovedScript {
  code: string;
  category: string;
  cn?: string;
  en?: string;
  stages?: string[];
  followUp?: unknown[];
}

/** Puts scripts into force, as an import with an approver does; gives their ids. */
export async function addApprovedScripts(desk: OpenProduct, scripts: readonly ApprovedScript[]): Promise<string[]> {
  const rows = scripts.map((script) => ({
    id: newId(),
    org_id: desk.orgId,
    script_code: script.code,
    category: script.category,
    content_cn: script.cn ?? null,
    content_en: script.en ?? null,
    stages: script.stages ?? [],
    follow_up: JSON.stringify(script.followUp ?? []),
    status: "approved",
  }));
  await desk.product.db.system("scripts").insert(rows);
  return rows.map(({ id }) => id);
}

/** What a broker's desk says about withdrawals, deposits and greetings. */
export const brokerScripts: readonly ApprovedScript[] = [
  {
    code: "OUT-1",
    category: "withdrawal",
    cn: "{客户姓名}您好，我来为您查询出金进度，请稍候。",
    en: "Hello {customer_name}, this is {agent_name}. I am checking your withdrawal now.",
    followUp: [
      { content_cn: "出金已在处理中。", content_en: "Your withdrawal is being processed." },
      "IN-1",
      { step_en: "Look at the payment system", step_cn: "查看支付系统" },
    ],
  },
  {
    code: "OUT-2",
    category: "withdrawal",
    cn: "您的出金 {amount} 已退回。",
    en: "Your withdrawal of {amount} was returned.",
  },
  { code: "IN-1", category: "deposit", cn: "请提供入金回单。", en: "Please send the confirmation of your deposit." },
  {
    code: "VIP-1",
    category: "withdrawal",
    cn: "尊贵的客户，您的出金优先处理。",
    en: "As a returning client your withdrawal goes first.",
    stages: ["repeat"],
  },
];
