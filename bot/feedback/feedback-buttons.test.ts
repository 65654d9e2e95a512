import { expect, it } from "vitest";
import { feedbackButtons, readFeedbackPress, readVerdictWord } from "./feedback-buttons.ts";

it.each(["👍", "👍🏽", "👍👍", "有用", "有用！", " 有帮助。", "[强]"])("takes %s for useful", (text) => {
  expect(readVerdictWord(text)).toBe(true);
});

it.each(["👎", "没用", "没有用。", "沒用", "[弱]"])("takes %s for not useful", (text) => {
  expect(readVerdictWord(text)).toBe(false);
});

it.each(["这个有用吗", "没用的，我要退款", "有用 谢谢 还有别的吗", "useful", "", "👍 and when?"])(
  "does not take %s for a verdict",
  (text) => {
    expect(readVerdictWord(text)).toBeNull();
  },
);

it("reads its own buttons and no other", () => {
  const id = "0190c0de-0000-7000-8000-000000000001";
  const [good, bad] = feedbackButtons(id, false);
  expect(readFeedbackPress(good?.id ?? "")).toEqual({ answerId: id, isHelpful: true });
  expect(readFeedbackPress(bad?.id ?? "")).toEqual({ answerId: id, isHelpful: false });
  expect([good?.label, bad?.label]).toEqual(["👍", "👎 ✓"]);
  expect(good?.id.length).toBeLessThanOrEqual(64);
  for (const other of ["useful:1:1", `useful:${id}:2`, `rate:${id}:1`, ""]) expect(readFeedbackPress(other)).toBeNull();
});
