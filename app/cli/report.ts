/** What a command has to say: one document for programs, text for people. */
export interface Report {
  /** What `--json` prints. */
  json: unknown;
  text: string;
  /** One line on standard error; the command ends with exit code 1 although it has something to show. */
  failure?: string;
  /** One line on standard error beside what there is to show, which is not all. */
  note?: string;
}

/** Prints a report whole, to pipes too, before the process may end. */
export async function printReport(report: Report, asJson: boolean): Promise<void> {
  const text = asJson ? JSON.stringify(report.json, null, 2) : report.text;
  await write(process.stdout, `${text}\n`);
}

/** The one line of a failure. */
export async function printFailure(line: string): Promise<void> {
  await write(process.stderr, `${line}\n`);
}

// Resolves also when nobody reads any more (`deskhand user list | head -1`): that is no failure of ours.
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
