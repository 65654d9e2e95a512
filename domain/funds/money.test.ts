import fc from "fast-check";
import { expect, it } from "vitest";
import { InputError } from "../../infra/errors.ts";
import { currencies, placesOf } from "./currencies.ts";
import { readMoney, sayMoney } from "./money.ts";

it.each([
  ["500", "usd", "500.00"],
  ["1,250.5", "EUR", "1250.50"],
  ["１２５０", "CNY", "1250.00"],
  ["007.10", "USD", "7.10"],
  ["150000", "JPY", "150000"],
  ["1.234", "KWD", "1.234"],
  ["0.00000001", "BTC", "0.00000001"],
  ["9999999999999.99", "USD", "9999999999999.99"],
])("reads %s %s", (amount, currency, kept) => {
  expect(readMoney(amount, currency)).toEqual({ amount: kept, currency: currency.toUpperCase() });
});

it.each([
  ["0", "USD"],
  ["0.00", "USD"],
  ["-5", "USD"],
  ["1.005", "USD"],
  ["1.0", "JPY"],
  ["500,00", "EUR"],
  ["1,00,000", "INR"],
  ["1e3", "USD"],
  ["0x10", "USD"],
  ["NaN", "USD"],
  ["", "USD"],
  ["10000000000000", "USD"],
  ["5 USD", "USD"],
  ["5", "DEM"],
  ["5", "dollars"],
  ["5", ""],
])("refuses %s %s", (amount, currency) => {
  expect(() => readMoney(amount, currency)).toThrow(InputError);
});

it("never changes an amount between what is typed and what is shown", () => {
  const money = fc.constantFrom(...currencies).chain((currency) => {
    const places = placesOf(currency) ?? 0;
    const minor = fc.bigInt({ min: 1n, max: 10n ** 13n - 1n });
    return minor.map((units) => {
      const digits = units.toString().padStart(places + 1, "0");
      const whole = digits.slice(0, digits.length - places);
      return { amount: places === 0 ? whole : `${whole}.${digits.slice(-places)}`, currency };
    });
  });
  fc.assert(
    fc.property(money, ({ amount, currency }) => {
      expect(readMoney(amount, currency)).toEqual({ amount, currency });
      const said = sayMoney({ amount, currency }).split(" ")[0] ?? "";
      expect(readMoney(said, currency).amount).toBe(amount);
    }),
  );
});

it("says sums below zero and of the database's scale", () => {
  expect(sayMoney({ amount: "-1234567.5", currency: "USD" })).toBe("-1,234,567.50 USD");
  expect(sayMoney({ amount: "0", currency: "JPY" })).toBe("0 JPY");
  expect(sayMoney({ amount: "12.34000000", currency: "USD" })).toBe("12.34 USD");
});

it("knows no code that the runtime does not, but for coins, the offshore yuan and the newest currencies", () => {
  const known = new Set(Intl.supportedValuesOf("currency"));
  const besides = ["CNH", "USDT", "USDC", "BTC", "ETH", "SLE", "XCG", "ZWG"];
  expect(currencies.filter((code) => !known.has(code) && !besides.includes(code))).toEqual([]);
});
