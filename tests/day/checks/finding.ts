/** What one check looked at, and what was wrong. */
export interface Finding {
  name: string;
  checked: number;
  wrong: number;
  /** Of what is wrong, or what else there is to say. */
  details: string[];
}

/** Collects what is wrong while things are looked at. */
export function look(name: string) {
  let checked = 0;
  const wrong: string[] = [];
  const remarks: string[] = [];
  return {
    /** One thing more was looked at; `problem` says what is wrong with it. */
    at(problem: string | null | false | undefined): void {
      checked += 1;
      if (problem) wrong.push(problem);
    },
    remark: (words: string) => void remarks.push(words),
    finding: (): Finding => ({ name, checked, wrong: wrong.length, details: [...remarks, ...wrong] }),
  };
}
