import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bringsEventsIn } from "./adapter-contract/brings-events-in.ts";
import { cutsLongText } from "./adapter-contract/cuts-long-text.ts";
import { explainsFailures } from "./adapter-contract/explains-failures.ts";
import { guardsTheDoor } from "./adapter-contract/guards-the-door.ts";
import type { AdapterPromise } from "./adapter-contract/promise.ts";
import { sendsMessages } from "./adapter-contract/sends-messages.ts";
import { servesTheDesk } from "./adapter-contract/serves-the-desk.ts";
import type { AdapterHarness } from "./adapter-harness.ts";

export interface AdapterContract {
  /** The platform, as it shall stand in the report: `telegram`, `slack`, `wecom app`, `wecom kf`. */
  name: string;
  /** A fresh adapter with a fresh emulated platform behind it; called once a test, so that nothing leaks between them. */
  open: () => Promise<AdapterHarness>;
  /** Test title -> why this platform cannot do it. A title that is no test of the suite fails the suite. */
  cannot?: Record<string, string>;
}

/**
 * What the core relies on, whichever platform is behind the port: run by every adapter, through its real SDK, against
 * its emulated server. What a platform cannot do is declared in `cannot` with the reason and reported as skipped.
 */
export function adapterContract({ name, open, cannot = {} }: AdapterContract): void {
  describe(`${name} keeps the adapter contract`, () => {
    const titles = new Set<string>();
    let harness: AdapterHarness;

    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await harness.close();
    });

    const promise: AdapterPromise = (title, test) => {
      titles.add(title);
      it(title, async (context) => {
        const reason = cannot[title];
        if (reason !== undefined) context.skip(reason);
        await test(harness);
      });
    };

    guardsTheDoor(promise);
    bringsEventsIn(promise);
    sendsMessages(promise);
    cutsLongText(promise);
    explainsFailures(promise);
    servesTheDesk(promise);

    it("declares only gaps that are promises of this suite", () => {
      expect(Object.keys(cannot).filter((title) => !titles.has(title))).toEqual([]);
    });
  });
}
