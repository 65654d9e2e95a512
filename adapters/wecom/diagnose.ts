import { z } from "zod";
import type { Diagnosis } from "../../bot/ports/adapter.ts";
import { errorMessage } from "../../infra/errors.ts";
import type { WecomApi } from "./api.ts";
import { readAnswer } from "./read-answer.ts";

/** 获取应用详情 (path 90227). */
const Agent = z.looseObject({
  name: z.string().default(""),
  close: z.number().default(0),
  allow_userinfos: z.looseObject({ user: z.array(z.unknown()).default([]) }).optional(),
  allow_partys: z.looseObject({ partyid: z.array(z.unknown()).default([]) }).optional(),
  allow_tags: z.looseObject({ tagid: z.array(z.unknown()).default([]) }).optional(),
});

const Accounts = z.object({
  account_list: z.array(z.looseObject({ manage_privilege: z.boolean().optional() })).default([]),
});

/** Asks WeCom what can be asked without sending anything: token and address, the app, its 微信客服 accounts. */
export async function diagnose(api: WecomApi, agentId: string): Promise<Diagnosis[]> {
  return [
    await checked("app", async () =>
      readAgent(readAnswer(await api.askGet("agent/get", { agentid: agentId }), Agent, "agent/get")),
    ),
    await checked("customer service (微信客服)", async () =>
      readAccounts(await api.call("kf/account/list", { offset: 0, limit: 100 }, Accounts)),
    ),
    {
      check: "callback",
      ok: true,
      message:
        "WeCom does not tell the callback address: under 应用管理 › 接收消息 press 保存, which calls it and must succeed",
    },
  ];
}

type Finding = Omit<Diagnosis, "check">;

/** A refused call is a finding: its error says what to do (token, 企业可信IP, rights). */
async function checked(check: string, ask: () => Promise<Finding>): Promise<Diagnosis> {
  try {
    return { check, ...(await ask()) };
  } catch (error) {
    return { check, ok: false, message: errorMessage(error) };
  }
}

function readAgent(agent: z.infer<typeof Agent>): Finding {
  if (agent.close === 1)
    return { ok: false, message: `the app "${agent.name}" is switched off: enable it in the console` };
  const users = agent.allow_userinfos?.user.length ?? 0;
  const groups = (agent.allow_partys?.partyid.length ?? 0) + (agent.allow_tags?.tagid.length ?? 0);
  if (users + groups === 0)
    return { ok: false, message: "nobody is in the app's visible range (可见范围): add the staff" };
  return { ok: true, message: `"${agent.name}" is seen by ${users} members and ${groups} departments or tags` };
}

function readAccounts({ account_list: accounts }: z.infer<typeof Accounts>): Finding {
  const ours = accounts.filter((account) => account.manage_privilege !== false);
  if (ours.length > 0) return { ok: true, message: `${ours.length} of ${accounts.length} accounts can be served` };
  return {
    ok: false,
    message: "no account can be served: put one under 通过API管理 and name the app under 可调用接口的应用",
  };
}
