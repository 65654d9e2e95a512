import { describe, expect, it } from "vitest";
import { parseLeadSource } from "./lead-source.ts";

describe("the source of a lead", () => {
  it("is empty without a payload", () => {
    expect(parseLeadSource(undefined)).toMatchObject({ sourceDetail: null, utmSource: null });
    expect(parseLeadSource("  ")).toMatchObject({ sourceDetail: null });
  });

  it("keeps a plain payload raw", () => {
    expect(parseLeadSource("spring_fair")).toMatchObject({ sourceDetail: "spring_fair", utmSource: null });
  });

  it("reads UTM fields from base64url of a query string", () => {
    // base64url of utm_source=tiktok&utm_campaign=spring
    expect(parseLeadSource("dXRtX3NvdXJjZT10aWt0b2smdXRtX2NhbXBhaWduPXNwcmluZw")).toMatchObject({
      sourceDetail: "dXRtX3NvdXJjZT10aWt0b2smdXRtX2NhbXBhaWduPXNwcmluZw",
      utmSource: "tiktok",
      utmCampaign: "spring",
      utmMedium: null,
    });
  });

  it("reads UTM fields from a query string or an address", () => {
    expect(parseLeadSource("utm_source=wechat&utm_medium=qr")).toMatchObject({ utmSource: "wechat", utmMedium: "qr" });
    expect(parseLeadSource("https://example.com/?utm_term=%E5%87%BA%E9%87%91")).toMatchObject({ utmTerm: "出金" });
  });

  it("bounds what it keeps", () => {
    const source = parseLeadSource(`utm_source=${"a".repeat(1000)}`);
    expect(source.sourceDetail).toHaveLength(500);
    expect(source.utmSource).toHaveLength(200);
  });
});
