import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KnowledgeAudience } from "../../knowledge/index.ts";
import type { OpenProduct } from "./open-product.ts";

/** A small knowledge base of a broker, in both languages. */
export const brokerFaqs = [
  {
    id: "withdraw-time-en",
    question: "How long does a withdrawal take?",
    alts: ["When will my withdrawal arrive?", "withdrawal processing time"],
    answer: "Withdrawals are processed within one business day and usually arrive in two to three business days.",
    category: "funds",
  },
  {
    id: "withdraw-time-zh",
    question: "出金多久到账？",
    alts: ["提现需要几天", "取款什么时候到账"],
    answer: "出金申请会在1个工作日内处理，一般2至3个工作日到账。",
    category: "funds",
  },
  {
    id: "open-account-en",
    question: "How do I open an account?",
    alts: ["account opening steps", "What do I need to register?"],
    answer: "Register on our website, upload your ID and a proof of address, and wait for the review.",
    category: "account",
  },
  {
    id: "open-account-zh",
    question: "怎么开户？",
    alts: ["开户流程", "注册账户需要什么"],
    answer: "在官网注册，上传身份证件和地址证明，等待审核即可。",
    category: "account",
  },
];

/** Imports FAQs into a knowledge base of the organisation, the default one unless said otherwise, as `kb import` does. */
export async function importFaqs(
  open: OpenProduct,
  faqs: object[] = brokerFaqs,
  into: { kb: string; audience?: KnowledgeAudience } = { kb: "default" },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "deskhand-faqs-"));
  const file = join(folder, "faqs.jsonl");
  await writeFile(file, faqs.map((faq) => JSON.stringify(faq)).join("\n"));
  await open.product.knowledge.importFiles({ orgId: open.orgId, paths: [file], ...into });
}
