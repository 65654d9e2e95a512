import { expect, it } from "vitest";
import { readKpiRequest } from "./read-request.ts";

const today = "2026-11-26";

it.each([
  ["", "", "2026-11-23"],
  ["today", "", "2026-11-26"],
  ["Wang Li", "Wang Li", "2026-11-23"],
  ["Wang Li last week", "Wang Li", "2026-11-16"],
  ["last month Wang Li", "Wang Li", "2026-10-01"],
  ["王丽 上周", "王丽", "2026-11-16"],
  ["2026-03 EMP_001", "EMP_001", "2026-03-01"],
  ["  Sales   Asia   2026年3月 ", "Sales Asia", "2026-03-01"],
  // Not a period that has begun: then it is part of a name.
  ["Ann 2027-01", "Ann 2027-01", "2026-11-23"],
])("reads “%s” as “%s” from %s on", (args, who, from) => {
  const request = readKpiRequest(args, today);
  expect([request.who, request.period.from]).toEqual([who, from]);
});
