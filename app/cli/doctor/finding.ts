import { describeFailure } from "../describe-failure.ts";

export interface Finding {
  /** `database`, `telegram "env" (default)`, … */
  part: string;
  check: string;
  ok: boolean;
  /** What was found, and when it is not fine, what to do. */
  message: string;
}

export const fine = (part: string, check: string, message: string): Finding => ({ part, check, ok: true, message });
export const wrong = (part: string, check: string, message: string): Finding => ({ part, check, ok: false, message });

/** A check that throws is a finding, too; one that takes longer than `withinMs` is not fine. */
export async function findings(
  part: string,
  check: string,
  work: () => Promise<Finding[]>,
  withinMs = 20_000,
): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    const message = `no answer within ${withinMs / 1000} s: is the address right, and may this machine reach it?`;
    timer = setTimeout(() => resolve([wrong(part, check, message)]), withinMs);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    return [wrong(part, check, describeFailure(error))];
  } finally {
    clearTimeout(timer);
  }
}
