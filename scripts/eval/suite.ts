/** What a suite tells: lines of a table, or why it could not run. */
export type SuiteResult =
  | { title: string; columns: string[]; rows: string[][]; notes?: string[] }
  | { title: string; skipped: string };

/** One suite of `npm run eval`: a file of its own beside this one, named in `run.ts`. */
export interface Suite {
  /** As it is named on the command line. */
  name: string;
  run(): Promise<SuiteResult>;
}
