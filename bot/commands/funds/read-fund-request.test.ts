import { expect, it } from "vitest";
import { readFundRequest } from "./read-fund-request.ts";

const record = (who: string, amount: string, currency: string, reference: string | null = null) => ({
  ...{ kind: "record", who, amount, currency, reference },
});

it.each([
  ["", { kind: "list", who: "" }],
  ["C1042", { kind: "list", who: "C1042" }],
  ["CUST_00042", { kind: "list", who: "CUST_00042" }],
  ["Wang Li", { kind: "list", who: "Wang Li" }],
  ["C1042 500 USD", record("C1042", "500", "USD")],
  ["c1042 1,500.50 usd BO-7", record("c1042", "1,500.50", "usd", "BO-7")],
  ["500USD", record("", "500", "USD")],
  ["500USDT BO-7", record("", "500", "USDT", "BO-7")],
  ["USD 500 BO-7", record("", "500", "USD", "BO-7")],
  ["Ｃ１０４２　５００　ＵＳＤ", record("C1042", "500", "USD")],
  ["500", record("", "500", "")],
  ["-500 USD", record("", "-500", "USD")],
  ["CUST_00042 500 USD a b", record("CUST_00042", "500", "USD", "a b")],
  ["confirm DEP_20261122_001", { kind: "confirm", code: "DEP_20261122_001" }],
  ["失败 dep_20261122_001", { kind: "fail", code: "dep_20261122_001" }],
  ["confirm", { kind: "confirm", code: "" }],
  ["WTH_20261122_001", { kind: "show", code: "WTH_20261122_001" }],
  [
    "talk WTH_20261122_001 needs it for a house",
    { kind: "talk", code: "WTH_20261122_001", words: "needs it for a house" },
  ],
])("reads “%s”", (args, request) => {
  expect(readFundRequest(args)).toEqual(request);
});
