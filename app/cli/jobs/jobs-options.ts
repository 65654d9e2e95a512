/** What narrows the commands to some of the jobs that were given up. */
export interface JobsOptions {
  task?: string;
  all?: boolean;
}
