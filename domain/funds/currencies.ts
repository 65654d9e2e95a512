/** ISO 4217: the codes in circulation, by how many decimal places an amount may have. */
const circulating: Record<number, string> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
  2:
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC " +
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD " +
    "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO " +
    "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL " +
    "THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG",
  3: "BHD IQD JOD KWD LYD OMR TND",
};

/** No currencies of a state, but what brokers are paid in. The offshore yuan is the yuan with a market of its own. */
const besides = { CNH: 2, USDT: 6, USDC: 6, BTC: 8, ETH: 8 };

const places: ReadonlyMap<string, number> = new Map([
  ...Object.entries(circulating).flatMap(([digits, codes]) =>
    codes.split(" ").map((code): [string, number] => [code, Number(digits)]),
  ),
  ...Object.entries(besides),
]);

/** How many decimal places an amount in it may have; null for what is no currency that can be paid in. */
export function placesOf(currency: string): number | null {
  return places.get(currency) ?? null;
}

export const currencies: readonly string[] = [...places.keys()];
