export const alertSeverities = ["info", "warning", "high", "critical"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

export const alertStatuses = ["open", "acknowledged", "snoozed", "resolved"] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** What can happen to an alert: the last by itself, the others by a person. */
export const alertActs = ["acknowledge", "snooze", "resolve", "wake"] as const;
export type AlertAct = (typeof alertActs)[number];

const moves: Record<AlertStatus, Partial<Record<AlertAct, AlertStatus>>> = {
  open: { acknowledge: "acknowledged", snooze: "snoozed", resolve: "resolved" },
  // Whoever has it may put it off; acknowledging it again is somebody else's loss of the race.
  acknowledged: { snooze: "snoozed", resolve: "resolved" },
  snoozed: { acknowledge: "acknowledged", snooze: "snoozed", resolve: "resolved", wake: "open" },
  resolved: {},
};

/** The state after an act; null when the act is not possible now. */
export function nextAlertStatus(status: AlertStatus, act: AlertAct): AlertStatus | null {
  return moves[status][act] ?? null;
}
