import { presenceHours } from "../../../domain/organisation/presence.ts";
import { deskSurface } from "../../converse/organisation-rules.ts";
import { defaultTeam } from "../../converse/team-of-turn.ts";
import { burstPerChannel, burstPerChat } from "../../delivery/pacer.ts";
import { ownerLines } from "../../desk/handle-desk-line.ts";
import { routingMode } from "../../desk/route-conversation.ts";
import { joinSeconds, sendDelay } from "../../desk/send-as-agent.ts";
import { deskFiles } from "../../files/desk-files.ts";
import { linkMinutes } from "../../files/file-link.ts";
import { releaseDays } from "../../files/released-files.ts";
import { acceptMinutes } from "../../handover/accept-by.ts";
import { returnUnanswered } from "../../handover/why-return.ts";
import type { SettingEntry } from "../setting-entry.ts";

/** How the desk works, and how it sends. */
export const deskEntries = {
  "desk.surface": {
    setting: deskSurface,
    fits: { en: "`slack`, `telegram` or `wecom`", zh: "`slack`、`telegram` 或 `wecom`" },
    example: "slack",
    standard: { en: "the first that is configured", zh: "首个已配置的平台" },
    meaning: { en: "where the desk is told of conversations that wait", zh: "在哪个平台提示等待中的会话" },
    holdsFrom: "message",
  },
  "desk.owner_lines": {
    setting: ownerLines,
    fits: { en: "`send` or `internal`", zh: "`send` 或 `internal`" },
    example: "internal",
    meaning: {
      en: "`internal`: even the owner's lines in a thread reach nobody unless sent by `/send` or a button",
      zh: "`internal`：即使是负责人在话题中的消息，也须用 `/send` 或按钮才会发给客户",
    },
    holdsFrom: "line",
  },
  "desk.send_delay": {
    setting: sendDelay,
    fits: { en: "seconds, 0 to 3", zh: "秒，0 至 3" },
    example: "2",
    meaning: {
      en: "how long a person's line waits before it goes out, in which it can be cancelled",
      zh: "员工消息发出前可撤销的等待时间",
    },
    holdsFrom: "line",
  },
  "desk.return_unanswered": {
    setting: returnUnanswered,
    fits: { en: "`on`, `off`, or minutes to 10080", zh: "`on`、`off`，或分钟数（至多 10080）" },
    example: "30",
    meaning: {
      en: "when a conversation goes back from an owner who lets the customer wait: at the promised time, never, or after so many minutes of working time",
      zh: "负责人让客户等待时会话何时退回：到承诺时限、从不，或工作时间内若干分钟后",
    },
    holdsFrom: "minute",
    page: "handover.md",
  },
  "desk.files": {
    setting: deskFiles,
    fits: { en: "`link` or `upload`", zh: "`link` 或 `upload`" },
    example: "upload",
    meaning: {
      en: "how customers' files are shown at the desk: opened by a link for one person, or put into the thread",
      zh: "客户文件在坐席端的显示方式：仅限一人的链接，或直接放入话题",
    },
    holdsFrom: "message",
    guard: "setting.conduct",
  },
  "files.link_minutes": {
    setting: linkMinutes,
    fits: { en: "whole minutes, 1 to 1440", zh: "整数分钟，1 至 1440" },
    example: "30",
    meaning: { en: "how long such a link works", zh: "文件链接的有效时间" },
    holdsFrom: "begin",
  },
  "files.release_days": {
    setting: releaseDays,
    fits: { en: "whole days, 0 to 3650", zh: "整数天，0 至 3650" },
    example: "30",
    meaning: {
      en: "for how many days a released file of staff goes out again without being asked for; 0: never",
      zh: "员工文件获准后多少天内可再次发送而无需审批；0 为从不",
    },
    holdsFrom: "line",
    page: "desk.md#files-of-staff",
    guard: "setting.conduct",
  },
  "handover.accept_minutes": {
    setting: acceptMinutes,
    fits: { en: "minutes, more than 0, to 1440", zh: "分钟，大于 0，至多 1440" },
    example: "15",
    meaning: {
      en: "how long an offered conversation waits to be accepted; never longer than the first answer of its priority",
      zh: "转交的会话等待接受的时间；不超过其优先级的首次响应时限",
    },
    holdsFrom: "begin",
  },
  "delivery.burst_per_chat": {
    setting: burstPerChat,
    fits: { en: "whole number, 1 to 100000", zh: "整数，1 至 100000" },
    example: "10",
    meaning: {
      en: "messages that a chat is sent at once, within 20 s, before it is paced",
      zh: "一个聊天在 20 秒内可连续发送的消息数，超过后限速",
    },
    holdsFrom: "send",
  },
  "delivery.burst_per_channel": {
    setting: burstPerChannel,
    fits: { en: "whole number, 1 to 100000", zh: "整数，1 至 100000" },
    example: "500",
    meaning: { en: "the same for a whole channel", zh: "同上，按整个渠道计" },
    holdsFrom: "send",
  },
  "delivery.join_seconds": {
    setting: joinSeconds,
    fits: { en: "seconds, 0 to 60", zh: "秒，0 至 60" },
    example: "6",
    standard: {
      en: "4 where the platform counts replies (微信客服), else 0",
      zh: "平台限制回复条数时（微信客服）为 4，否则为 0",
    },
    meaning: {
      en: "how long a person's line waits for their next ones, to be one message with them",
      zh: "员工消息等待后续消息以合并发送的时间",
    },
    holdsFrom: "line",
    page: "platform-limits.md",
  },
  "routing.mode": {
    setting: routingMode,
    fits: { en: "`offer`, `assign` or `manual`", zh: "`offer`、`assign` 或 `manual`" },
    example: "assign",
    meaning: { en: "how a waiting conversation finds a person", zh: "等待中的会话如何分配到人" },
    holdsFrom: "message",
    page: "routing-and-sla.md",
  },
  "routing.default_team": {
    setting: defaultTeam,
    fits: { en: "a team's name", zh: "团队名称" },
    example: "Support",
    standard: { en: "the only team", zh: "唯一的团队" },
    meaning: {
      en: "whose new conversations are that no rule gives to a team",
      zh: "没有规则匹配的新会话归哪个团队",
    },
    holdsFrom: "begin",
    page: "teams.md",
  },
  "routing.presence_hours": {
    setting: presenceHours,
    fits: { en: "hours, more than 0, to 168", zh: "小时，大于 0，至多 168" },
    example: "8",
    meaning: {
      en: "after so long without a command or line an online person counts as away",
      zh: "在线人员多久没有命令或消息即视为离开",
    },
    holdsFrom: "minute",
  },
} satisfies Record<string, SettingEntry>;
