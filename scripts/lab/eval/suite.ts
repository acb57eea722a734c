/** The result of a suite: a table, or the reason why it could not run. */
export type SuiteResult = SuiteTable | { title: string; skipped: string };

export interface SuiteTable {
  title: string;
  columns: string[];
  /** The number of text columns from the left; the others are numbers. Default: one. */
  textColumns?: number;
  rows: string[][];
  /** Paragraphs under the table: the data and the method, or what went wrong. */
  notes: string[];
  /** True if a requirement was not met. Absent when the suite only measures. */
  isFailed?: boolean;
}

/** A suite of `npm run bench -- eval`. Each is a file in this folder, listed in `run.ts`. */
export interface Suite {
  /** The name on the command line. */
  name: string;
  run(): Promise<SuiteResult>;
}
