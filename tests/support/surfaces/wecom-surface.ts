import { demoAccount } from "../../../playground/wecom/account.ts";
import type { AtDesk } from "../../../playground/wecom/customer-acts.ts";
import type { EmulatedWecom } from "../../../playground/wecom/index.ts";
import type { OpenProduct } from "../open-product.ts";
import { waitFor } from "../wait-for.ts";
import { openKfId } from "../wecom-desk.ts";
import type { Surface } from "./surface.ts";

/** Makes the 微信客服 account; gives what an operator sets, with the members who read the desk and the alerts. */
export function wecomSettings(
  wecom: EmulatedWecom,
  members: { desk: readonly string[]; alerts: readonly string[] },
): Record<string, string> {
  wecom.customers.addAccount({ openKfId, name: "客服" });
  const users = (names: readonly string[]) => names.map(memberId).join("|");
  return {
    WECOM_CORP_ID: demoAccount.corpId,
    WECOM_AGENT_ID: demoAccount.agentId,
    WECOM_SECRET: demoAccount.secret,
    WECOM_TOKEN: demoAccount.token,
    WECOM_ENCODING_AES_KEY: demoAccount.encodingAesKey,
    WECOM_API_BASE: wecom.baseUrl,
    WECOM_DESK_USERS: users(members.desk),
    WECOM_ALERT_USERS: users(members.alerts),
  };
}

export function wecomSurface(wecom: EmulatedWecom, desk: Pick<OpenProduct, "rows">): Surface {
  let customers = 0;
  const at = (externalUserId: string): AtDesk => ({ openKfId, externalUserId });
  return {
    platform: "wecom",
    isThreaded: false,
    // 微信客服 has no call for it.
    canTakeBack: false,
    addColleague: (name) => {
      wecom.members.add(memberId(name), { name });
      return memberId(name);
    },
    addCustomer: (name) => {
      customers += 1;
      const id = `wmAJ2GCAAAme1XQRC-NI-q1_${String(customers).padStart(8, "0")}`;
      wecom.customers.add(id, name);
      return id;
    },
    customerWrites: (customer, text) => void wecom.customers.writes(at(customer), text),
    customerSends: (customer, file) => void wecom.customers.sendsMedia(at(customer), "file", file),
    customerSees: (customer) =>
      wecom
        .kfChat(openKfId, customer)
        .filter(({ from }) => from === "us")
        .map(({ text }) => text),
    // No threads: the code stands after the command, or before a line.
    command: async (person, line, about) => {
      const [word = "", ...rest] = line.split(" ");
      wecom.members.writes(person, about ? [word, about.code, ...rest].join(" ") : line);
    },
    line: (person, text, { code }) => void wecom.members.writes(person, `${code} ${text}`),
    posts: (person, file) => void wecom.members.sendsImage(person, file),
    customerFiles: (customer) =>
      wecom
        .kfChat(openKfId, customer)
        .filter(({ from }) => from === "us")
        .flatMap(({ files }) => files.map((name) => ({ name, bytes: null }))),
    sees: (person) =>
      wecom
        .appChat(person)
        .filter(({ from, deleted }) => from === "us" && !deleted)
        .map(({ id, text, buttons, files }) => ({
          key: id,
          chat: person,
          id,
          text,
          buttons: buttons.map((button) => ({ id: button.id, label: button.label })),
          files: files.length,
        })),
    press: async (person, { id }, button) => wecom.members.presses(person, id, button.id),
    refuseRemoval: () => undefined,
    delivered: async () => {
      await wecom.callbacks.settled();
      await waitFor("every pull to be done", async () => {
        const [open] = await desk.rows<{ count: string }>(
          "SELECT count(*) FROM graphile_worker.jobs WHERE key LIKE 'pull:%'",
        );
        return open?.count === "0";
      });
    },
  };
}

function memberId(name: string): string {
  return name.toLowerCase();
}
