import { html } from "htm/preact";

/** Milliseconds for people: `48 ms`, `1.1 s`. */
export function duration(milliseconds) {
  return milliseconds < 1_000
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1_000).toFixed(1)} s`;
}

const row = (table, value) => (value ? [{ id: table, label: table, value }] : []);

/** How each part of a turn is told: short facts, what deserves more room, and what can be opened. */
export const describe = { outcome, webhook, stored, understood, answered, acted, delivered };

/** The parts that a turn is told in: a customer's words are answered, an act of staff changes something. */
export function partsOf(turn) {
  const middle = turn?.platform === "slack" ? "acted" : "answered";
  return ["webhook", "stored", "understood", middle, "delivered"];
}

/** The turn in a word, and its colour. */
function outcome(turn, words) {
  const told = (kind, name) => ({ kind, label: words.outcome[name] });
  const { receipt, answer, deliveries, conversation } = turn.rows;
  if (turn.state === "parked") return told("bad", "parked");
  if (turn.state === "working") return told("wait", "working");
  if (answer) return told(answer.outcome === "answered" ? "good" : "wait", answer.outcome);
  if (receipt.status === "ignored") return told("quiet", "ignored");
  if (receipt.outcome === "edited") return told("quiet", "edited");
  if (turn.platform === "slack") return staffOutcome(turn, told);
  const why = deliveries.find(({ audience }) => audience === "customer")?.act.why;
  if (why in words.outcome) return told("good", why);
  if (conversation && !conversation.ai_enabled) return told("wait", "silent");
  if (conversation?.handoff_at) return told("wait", "waiting");
  return told("quiet", "noted");
}

function staffOutcome({ rows: { deliveries } }, told) {
  const toCustomer = deliveries.find(({ audience }) => audience === "customer");
  if (toCustomer)
    return told(toCustomer.status === "sent" ? "good" : "wait", toCustomer.status === "held" ? "held" : "reached");
  return deliveries.length > 0 ? told("good", "carriedOut") : told("quiet", "noted");
}

const addresses = {
  telegram: "POST /webhooks/telegram/…",
  slack: "POST /webhooks/slack/…",
  wecom: "POST /webhooks/wecom/… → kf/sync_msg",
};
const payloadNames = { telegram: "update", slack: "payload", wecom: "sync_msg item" };

function webhook(turn, words) {
  const last = turn.webhook.at(-1);
  return {
    state: last && last.status !== 200 ? "bad" : "done",
    facts: [
      html`<code>${addresses[turn.platform]}</code>`,
      ...turn.webhook.map(
        ({ status, milliseconds }) => html`<b>${status ?? words.noReply}</b> · ${duration(milliseconds)}`,
      ),
    ],
    details: [{ id: "payload", label: payloadNames[turn.platform], value: turn.inbound }],
  };
}

function stored({ rows: { receipt } }, words) {
  return {
    state: receipt.status === "parked" ? "bad" : receipt.status === "pending" ? "wait" : "done",
    facts: [html`<code>${receipt.external_id}</code>`, words.status[receipt.status]],
    details: row("inbound_receipts", receipt),
  };
}

function understood(turn, words) {
  const { receipt, message, versions, conversation } = turn.rows;
  if (receipt.status === "pending") return { state: "wait" };
  const language = message?.language ?? conversation?.language;
  return {
    state: "done",
    facts: [
      ...(receipt.outcome ? [words.kinds[receipt.outcome] ?? receipt.outcome] : []),
      ...(language ? [words.messageLanguage[language]] : []),
      ...(message && message.content_type !== "text" ? [message.content_type] : []),
      ...(conversation ? [html`<code>${conversation.code} ${conversation.status}</code>`] : []),
      ...(conversation?.handoff_at ? [html`<b>${words.handoff}</b>`] : []),
    ],
    details: [
      ...row("messages", message),
      ...(versions.length > 0
        ? [{ id: "versions", label: words.rows("message_versions", versions.length), value: versions }]
        : []),
      ...row("conversations", conversation),
      ...(turn.platform === "slack" ? [] : eventRows(turn.rows.events, words)),
    ],
  };
}

function answered({ state, rows: { receipt, answer } }, words) {
  if (receipt.status === "pending") return { state: "wait" };
  if (!answer) return { state: state === "parked" ? "bad" : "done", facts: [words.noAnswer] };
  const total = answer.timings?.total ?? answer.timings?.totalMs;
  return {
    state: answer.outcome === "answered" ? "done" : "wait",
    facts: [
      words.outcome[answer.outcome],
      ...(answer.mode === "approved" ? [words.approvedText] : answer.mode === "composed" ? [words.composedText] : []),
      ...(typeof total === "number" ? [duration(total)] : []),
    ],
    body: html`
      <${Confidence} words=${words} value=${answer.confidence ?? 0} threshold=${answer.threshold} />
      ${answer.sources.length > 0 && html`<${Sources} words=${words} sources=${answer.sources} />`}
    `,
    details: row("answers", answer),
  };
}

/** What an act of staff changed. */
function acted({ state, rows: { receipt, events, conversation } }, words) {
  if (receipt.status === "pending") return { state: "wait" };
  return {
    state: state === "parked" ? "bad" : "done",
    facts: [
      ...(receipt.outcome ? [html`<code>${receipt.outcome}</code>`] : []),
      ...events.map(({ event_type: type }) => html`<b>${words.events[type] ?? type}</b>`),
      ...(conversation ? [html`<code>${conversation.code} ${conversation.status}</code>`] : []),
    ],
    details: eventRows(events, words),
  };
}

const eventRows = (events, words) =>
  events.length > 0
    ? [{ id: "conversation_events", label: words.rows("conversation_events", events.length), value: events }]
    : [];

function Confidence({ words, value, threshold }) {
  return html`
    <div class="confidence">
      <span id="confidence-label">${words.confidence}</span>
      <div class="meter" role="meter" aria-labelledby="confidence-label" aria-valuemin="0" aria-valuemax="1" aria-valuenow=${value}>
        <div class=${value >= threshold ? "level" : "level low"} style=${{ width: `${value * 100}%` }} />
        ${threshold !== null && html`<i style=${{ left: `${threshold * 100}%` }} />`}
      </div>
      <output>${value.toFixed(2)}</output>
      ${threshold !== null && html`<small>${words.threshold} ${threshold.toFixed(2)}</small>`}
    </div>
  `;
}

function Sources({ words, sources }) {
  return html`
    <ul class="sources" aria-label=${words.sources}>
      ${sources.map(
        ({ kind, title, quote }) =>
          html`<li><strong>${title}</strong><span class="kind">${kind}</span><blockquote>${quote}</blockquote></li>`,
      )}
    </ul>
  `;
}

function delivered({ state, outbound, rows: { receipt, deliveries } }, words) {
  if (receipt.status === "pending") return { state: "wait" };
  if (deliveries.length === 0) return { state: state === "parked" ? "bad" : "done", facts: [words.nothingSent] };
  const has = (...statuses) => deliveries.some(({ status }) => statuses.includes(status));
  return {
    state: has("failed", "uncertain") ? "bad" : has("queued", "sending", "held") ? "wait" : "done",
    facts: ["customer", "staff"].flatMap((audience) => deliveredTo(deliveries, audience, words)),
    details: [
      { id: "deliveries", label: words.rows("deliveries", deliveries.length), value: deliveries },
      ...outbound.map((call, index) => ({
        id: `call ${index}`,
        label: `${call.method} → ${call.status}`,
        value: { params: call.params, answer: call.answer },
      })),
    ],
  };
}

/** How far those to the customer, or those to staff, have come. */
function deliveredTo(deliveries, audience, words) {
  const own = deliveries.filter((delivery) => delivery.audience === audience);
  if (own.length === 0) return [];
  const states = [...new Set(own.map(({ status }) => words.status[status]))].join(", ");
  const attempts = Math.max(...own.map((delivery) => delivery.attempts));
  const codes = [...new Set(own.flatMap(({ error_code: code }) => code ?? []))];
  return [
    html`${words.audience(audience, own.length)} <b>${states}</b>${attempts > 1 && html` · ${words.attempts(attempts)}`}${codes.map((code) => html` · <code>${code}</code>`)}`,
  ];
}
