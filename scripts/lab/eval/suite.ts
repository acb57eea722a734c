/** What a suite tells: a table, or why it could not run. */
export type SuiteResult = SuiteTable | { title: string; skipped: string };

export interface SuiteTable {
  title: string;
  columns: string[];
  /** How many of the columns, from the left, are text and no numbers. Left out: one. */
  textColumns?: number;
  rows: string[][];
  /** Paragraphs under the table: over what it was measured, and how; or what went wrong. */
  notes: string[];
  /** Something did not come out as it must. Left out: the suite only measures. */
  isFailed?: boolean;
}

/** One suite of `npm run bench -- eval`: a file of its own beside this one, named in `run.ts`. */
export interface Suite {
  /** As it is named on the command line. */
  name: string;
  run(): Promise<SuiteResult>;
}
