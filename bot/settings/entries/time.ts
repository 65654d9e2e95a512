import { firstResponseMinutes, nextResponseMinutes, resolutionHours } from "../../../domain/conversations/sla.ts";
import { holidaysSetting, workingHoursSetting } from "../../../domain/conversations/working-hours.ts";
import { digestHour } from "../../alerts/digest/send-digests.ts";
import { alertSurface, quietHoursSetting, ruleChanges } from "../../alerts/rule-settings.ts";
import type { SettingEntry } from "../setting-entry.ts";

const perPriority = {
  en: "object, by priority (`urgent`, `high`, `medium`, `low`); a priority left out keeps its default",
  zh: "对象，按优先级（`urgent`、`high`、`medium`、`low`）；未写的保持默认",
};

/** What is promised and by when, and what managers are alerted to. */
export const timeEntries = {
  "sla.first_response_minutes": {
    setting: firstResponseMinutes,
    fits: perPriority,
    example: '{"urgent": 3}',
    meaning: { en: "minutes of working time until the first answer", zh: "首次响应时限（工作时间分钟）" },
    holdsFrom: "begin",
    page: "routing-and-sla.md",
  },
  "sla.next_response_minutes": {
    setting: nextResponseMinutes,
    fits: perPriority,
    example: '{"low": 120}',
    meaning: { en: "minutes of working time until each later answer", zh: "后续响应时限（工作时间分钟）" },
    holdsFrom: "begin",
    page: "routing-and-sla.md",
  },
  "sla.resolution_hours": {
    setting: resolutionHours,
    fits: perPriority,
    example: '{"urgent": 2}',
    meaning: { en: "hours of working time until the resolution", zh: "解决时限（工作时间小时）" },
    holdsFrom: "begin",
    page: "routing-and-sla.md",
  },
  "sla.working_hours": {
    setting: workingHoursSetting,
    fits: {
      en: 'object, by weekday: `"09:00-18:00"` or a list of such; a day left out is closed',
      zh: '对象，按星期：`"09:00-18:00"` 或其列表；未写的日子休息',
    },
    example: '{"mon": "09:00-18:00", "fri": ["09:00-12:00", "13:00-17:00"]}',
    standard: { en: "always on", zh: "全天候" },
    meaning: { en: "when the desk works; teams may have their own", zh: "坐席工作时间；团队可另设" },
    holdsFrom: "begin",
    page: "routing-and-sla.md",
  },
  "sla.holidays": {
    setting: holidaysSetting,
    fits: { en: "list of dates, to 500", zh: "日期列表，至多 500 个" },
    example: '["2027-01-01"]',
    meaning: { en: "days that are closed all day", zh: "全天休息的日期" },
    holdsFrom: "begin",
    page: "routing-and-sla.md",
  },
  "alerts.surface": {
    setting: alertSurface,
    fits: { en: "`slack`, `telegram` or `wecom`", zh: "`slack`、`telegram` 或 `wecom`" },
    example: "telegram",
    standard: { en: "the first that is configured", zh: "首个已配置的平台" },
    meaning: { en: "where managers are alerted", zh: "在哪个平台向经理告警" },
    holdsFrom: "minute",
    guard: "alert.configure",
  },
  "alerts.rules": {
    setting: ruleChanges,
    fits: {
      en: "object, by rule: `enabled`, `severity`, `roles`, `team`, `threshold`, `cooldown_minutes`, `escalate_minutes`, `quiet`",
      zh: "对象，按规则：`enabled`、`severity`、`roles`、`team`、`threshold`、`cooldown_minutes`、`escalate_minutes`、`quiet`",
    },
    example: '{"queue_growing": {"threshold": 20}}',
    meaning: {
      en: "what differs from the standard rules; `/alerts rules` changes one rule",
      zh: "与标准规则的差异；`/alerts rules` 可修改单条规则",
    },
    holdsFrom: "minute",
    page: "alerts.md",
    guard: "alert.configure",
  },
  "alerts.quiet_hours": {
    setting: quietHoursSetting,
    fits: { en: '`{"from": "22:00", "to": "08:00"}`', zh: '`{"from": "22:00", "to": "08:00"}`' },
    example: '{"from": "22:00", "to": "08:00"}',
    meaning: {
      en: "alerts that may wait are shown at their end, in the time zone of the alert's team, else `organization.timezone`",
      zh: "可延后的告警在静默结束时显示；按告警所属团队时区，否则按 `organization.timezone`",
    },
    holdsFrom: "minute",
    page: "alerts.md",
    guard: "alert.configure",
  },
  "alerts.digest_hour": {
    setting: digestHour,
    fits: { en: "whole hour, 0 to 23", zh: "整点，0 至 23" },
    example: "8",
    meaning: {
      en: "from when on each manager gets the digest of the day before",
      zh: "每位经理从几点起收到前一天的摘要",
    },
    holdsFrom: "minute",
    page: "alerts.md",
    guard: "alert.configure",
  },
} satisfies Record<string, SettingEntry>;
