import { describe, expect, it } from "vitest";
import { isOutside } from "../ports/service-place.ts";

const model = { recipient: "model:api.example.com", region: null };
const pin = { region: "cn", consented: new Set<string>() };

describe("a text under a region pin", () => {
  it("may go to what runs here and to what is inside, and nowhere else without a consent to that very recipient", () => {
    expect(isOutside(null, pin)).toBe(false);
    expect(isOutside({ ...model, region: "cn" }, pin)).toBe(false);
    expect(isOutside(model, pin)).toBe(true);
    expect(isOutside({ ...model, region: "eu" }, pin)).toBe(true);
    expect(isOutside(model, { ...pin, consented: new Set(["model:api.example.com"]) })).toBe(false);
    expect(isOutside(model, { ...pin, consented: new Set(["embedder:api.example.com"]) })).toBe(true);
    expect(isOutside(model, null)).toBe(false);
  });
});
