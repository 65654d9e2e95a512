import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { fields, minute, table } from "./table.ts";
import { byCli } from "./tool.ts";

/** Outgoing webhooks: other systems that are told of what happens here. */
export function addWebhookCommands(program: Command, run: RunCommand): void {
  const webhook = program
    .command("webhook")
    .description("outgoing webhooks: signed requests that tell your other systems what happens here");
  addMaking(webhook, run);
  addLooking(webhook, run);
  addChanging(webhook, run);
}

interface AddOptions {
  events: string;
  name?: string;
  withText?: boolean;
  allowHttp?: boolean;
  allowPrivate?: boolean;
}

function addMaking(webhook: Command, run: RunCommand): void {
  webhook
    .command("add")
    .description("adds an address that is told of what happens from now on, and prints its secret, this once")
    .argument("<url>", "the address, such as https://crm.example.com/deskhand")
    .requiredOption("--events <list>", "comma-separated, such as deposit.moved,lead.created; '*' for all")
    .option("--name <name>", "what it is called here; the address's host unless it is given")
    .option("--with-text", "also sends what customers write; without it codes, ids and states alone")
    .option("--allow-http", "permits http:// where nobody can listen in")
    .option("--allow-private", "permits addresses of your own network")
    .action((url: string, { events, withText = false, allowHttp = false, allowPrivate = false, ...rest }: AddOptions) =>
      run(async (tool) => {
        const { addEndpoint } = await import("../../domain/outgoing/add-endpoint.ts");
        const { openSecrets } = await import("./webhook/open-secrets.ts");
        const secrets = await openSecrets(tool);
        const wanted = { url, events: events.split(","), withText, allowHttp, allowPrivate, ...rest };
        const added = await tool.inOrganization((scope) => addEndpoint(scope, secrets, byCli, wanted));
        const shown = { name: added.name, events: added.events.join(", "), secret: added.secret };
        return {
          json: added,
          text: `${fields(shown)}\n\nKeep the secret now: it is not shown again. How to verify: docs/webhooks.md`,
        };
      }),
    );
  webhook
    .command("rotate")
    .description("gives a webhook a new secret and prints it, this once; the old one signs as well for a day")
    .argument("<name>", "the webhook's name or id")
    .action((name: string) =>
      run(async (tool) => {
        const { rotateEndpointSecret } = await import("../../domain/outgoing/change-endpoint.ts");
        const { lockEndpoint } = await import("../../domain/outgoing/endpoint.ts");
        const { openSecrets } = await import("./webhook/open-secrets.ts");
        const secrets = await openSecrets(tool);
        const rotated = await tool.inOrganization(async (scope) =>
          rotateEndpointSecret(scope, secrets, byCli, await lockEndpoint(scope, name), tool.clock.now()),
        );
        const until = minute(rotated.oldUntil);
        return {
          json: { name, ...rotated },
          text: `The new secret: ${rotated.secret}\nThe old one signs as well until ${until}.`,
        };
      }),
    );
}

function addLooking(webhook: Command, run: RunCommand): void {
  webhook
    .command("list")
    .description("lists the webhooks and how they do")
    .action(() =>
      run(async (tool) => {
        const { listEndpoints } = await import("../../domain/outgoing/endpoint.ts");
        const { describeEndpoint } = await import("./webhook/describe-endpoint.ts");
        const listed = (await tool.inOrganization(listEndpoints)).map(describeEndpoint);
        const rows = listed.map((one) => [
          one.name,
          one.url,
          one.events.join(", "),
          one.text ? "yes" : "no",
          one.state,
        ]);
        const head = ["name", "address", "events", "text", "state"];
        return { json: listed, text: table(head, rows, "There are no outgoing webhooks.") };
      }),
    );
  webhook
    .command("deliveries")
    .description("lists what a webhook was told of, the newest first")
    .argument("<name>", "the webhook's name or id")
    .option("--failed", "only what was given up, or failed and is tried again")
    .option("--limit <count>", "how many, to 1000", "50")
    .action((name: string, { failed = false, limit }: { failed?: boolean; limit: string }) =>
      run(async (tool) => {
        const { readDeliveries } = await import("./webhook/read-deliveries.ts");
        const listed = await readDeliveries(tool, name, { onlyFailed: failed, limit });
        const rows = listed.map((one) => [
          minute(one.happenedAt),
          one.type,
          one.eventId,
          `${one.status}${one.isReplay ? " (replay)" : ""}`,
          one.attempts,
          one.error ?? one.httpStatus,
        ]);
        const head = ["happened", "event", "id", "state", "attempts", "last answer"];
        return { json: listed, text: table(head, rows, "There are none.") };
      }),
    );
  webhook
    .command("test")
    .description("sends a ping now, and says what came back")
    .argument("<name>", "the webhook's name or id")
    .action((name: string) =>
      run(async (tool) => {
        const { sendPing } = await import("./webhook/send-ping.ts");
        return sendPing(tool, name);
      }),
    );
}

function addChanging(webhook: Command, run: RunCommand): void {
  const named = (command: string, description: string) =>
    webhook.command(command).description(description).argument("<name>", "the webhook's name or id");
  named("pause", "stops telling a webhook; what happens meanwhile is kept for it").action((name: string) =>
    run(async (tool) => {
      const { changeState } = await import("./webhook/change-state.ts");
      return changeState(tool, name, "pause");
    }),
  );
  named("resume", "tells a webhook again, of everything since it was paused").action((name: string) =>
    run(async (tool) => {
      const { changeState } = await import("./webhook/change-state.ts");
      return changeState(tool, name, "resume");
    }),
  );
  named("remove", "ends a webhook for good; what it was told of stays on record").action((name: string) =>
    run(async (tool) => {
      const { changeState } = await import("./webhook/change-state.ts");
      return changeState(tool, name, "remove");
    }),
  );
  named("replay", "tells a webhook once more of what happened, under the same ids")
    .requiredOption("--from <time or event>", "a time, such as 2026-03-01T00:00:00Z, or an event's id")
    .option("--to <time or event>", "the last one, likewise; until now unless it is given")
    .action((name: string, { from, to }: { from: string; to?: string }) =>
      run(async (tool) => {
        const { replay } = await import("./webhook/replay.ts");
        return replay(tool, name, { from, ...(to === undefined ? {} : { to }) });
      }),
    );
}
