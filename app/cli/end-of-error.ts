const LONGEST_WHY = 120;

/** What fits a table: a database says what was wrong after its statement. */
export function endOfError(error: string): string {
  return error.length <= LONGEST_WHY ? error : `… ${error.slice(-LONGEST_WHY)}`;
}
