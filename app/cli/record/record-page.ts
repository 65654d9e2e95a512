/** A message as `transcriptSql` reads it. */
export interface SpokenLine {
  at: string;
  code: string;
  customer: string | null;
  direction: "inbound" | "outbound" | "internal";
  sender: string;
  author: string | null;
  type: string;
  content: string | null;
  status: string;
  isTakenBack: boolean;
  metadata: { attachments?: unknown };
  versions: { at: string; kind: string; content: string | null }[] | null;
  deliveries: { status: string; operation: string; purpose: string; act: unknown }[] | null;
}

/** An act as `actsSql` reads it. */
export interface ActLine {
  at: string;
  code: string;
  person: string | null;
  act: string;
  data: string;
}

/** Nothing is loaded from anywhere but the folder of the export, and nothing in it can run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1b1b}
h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
td,th{border-top:1px solid #ddd;padding:.4rem;text-align:left;vertical-align:top}
.text{white-space:pre-wrap;overflow-wrap:anywhere}.inbound{background:#f4f7fb}.internal{background:#fff8e0}
.held,.failed,.cancelled{color:#9a1b1b}.small{color:#666;font-size:.85rem;overflow-wrap:anywhere}`;

export function pageHead(title: string): string {
  const name = escapeHtml(title);
  return `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${name}</title><style>${STYLE}</style></head><body>
<h1>对话记录 · Record · ${name}</h1>
<p class="small">时间为 UTC · Times are in UTC</p>
<h2>消息 · Messages</h2>
<table><tr><th>时间 · Time</th><th>会话 · Conversation</th><th>发送人 · From</th><th>内容 · Words</th></tr>
`;
}

export const BETWEEN = `</table>
<h2>操作 · Acts</h2>
<table><tr><th>时间 · Time</th><th>会话 · Conversation</th><th>人员 · Who</th><th>操作 · Act</th></tr>
`;

export const PAGE_END = "</table></body></html>\n";

/** A message with every other wording of it, its files and what became of it. */
export function messageRow(line: SpokenLine): string {
  const text = line.content === null ? `<i>[${escapeHtml(line.type)}]</i>` : escapeHtml(line.content);
  const parts = [
    `<div class="text">${text}</div>`,
    ...(line.versions ?? []).map(({ at, kind, content }) => {
      const what = versionLabels[kind] ?? escapeHtml(kind);
      return `<div class="small">${what} ${escapeHtml(at)}</div><div class="text">${escapeHtml(content ?? "")}</div>`;
    }),
    ...filesOf(line.metadata.attachments).map(
      ({ name, sha256 }) =>
        `<div><a href="../files/${sha256}" download="${escapeHtml(name)}">📎 ${escapeHtml(name)}</a></div>`,
    ),
    ...(line.deliveries ?? []).map(
      ({ status, operation, purpose, act }) =>
        `<div class="small">${escapeHtml(`${operation} ${purpose}: ${status} · ${JSON.stringify(act)}`)}</div>`,
    ),
  ];
  const status = `${statusLabels[line.status] ?? escapeHtml(line.status)}${line.isTakenBack ? " · 已撤回 taken back" : ""}`;
  return `<tr class="${line.direction}"><td>${escapeHtml(line.at)}</td><td>${escapeHtml(line.code)}</td>
<td>${escapeHtml(whoSaid(line))}<div class="small ${escapeHtml(line.status)}">${status}</div></td><td>${parts.join("")}</td></tr>
`;
}

export function actRow({ at, code, person, act, data }: ActLine): string {
  return `<tr><td>${escapeHtml(at)}</td><td>${escapeHtml(code)}</td><td>${escapeHtml(person ?? "–")}</td><td>${escapeHtml(act)}
<div class="small">${escapeHtml(data)}</div></td></tr>
`;
}

const statusLabels: Record<string, string> = {
  received: "已收到 received",
  queued: "排队 queued",
  held: "已拦截 held",
  sent: "已发送 sent",
  delivered: "已送达 delivered",
  read: "已读 read",
  failed: "失败 failed",
  uncertain: "不确定 uncertain",
  cancelled: "已取消 cancelled",
};

const versionLabels: Record<string, string> = {
  original: "原文 original",
  edited: "编辑后 edited",
  deleted: "对方撤回 deleted",
  recalled: "撤回 recalled",
};

function whoSaid({ direction, sender, author, customer }: SpokenLine): string {
  if (direction === "internal") return `内部备注 internal · ${author ?? sender}`;
  if (sender === "customer") return customer ?? "客户 customer";
  return author ?? { ai: "机器人 bot", system: "系统 system" }[sender] ?? sender;
}

interface NamedFile {
  name: string;
  sha256: string;
}

function filesOf(attachments: unknown): NamedFile[] {
  if (!Array.isArray(attachments)) return [];
  return attachments.flatMap((attachment: { name?: unknown; blob?: { sha256?: unknown } } | null) => {
    const sha256 = attachment?.blob?.sha256;
    if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) return [];
    return [{ sha256, name: typeof attachment?.name === "string" ? attachment.name : sha256.slice(0, 12) }];
  });
}

const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
