import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

export interface TestOutcome {
  /** Its path in the repository. */
  file: string;
  /** The groups that the test stands in, outermost first. */
  groups: string[];
  title: string;
  passed: boolean;
}

export interface TestRun {
  projects: readonly string[];
  /** Parts of their paths. */
  files: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

/** Runs test files with Vitest, and returns the outcome of each test. @throws when a run has no tests. */
export async function runTests({ projects, files, environment = {} }: TestRun): Promise<TestOutcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ragline-eval-'));
  const report = join(folder, 'report.json');
  try {
    const only = projects.map((project) => `--project=${project}`);
    const child = spawn('npx', ['vitest', 'run', '--reporter=json', `--outputFile.json=${report}`, ...only, ...files], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...environment },
    });
    // A failed test is a row of the table, and must not stop the suite.
    await once(child, 'exit');
    return outcomesIn(JSON.parse(await readFile(report, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Returns the outcomes of a report of Vitest's JSON reporter, sorted by file and then in file order, so that tables do
 * not depend on timing. @throws when the report has no tests.
 */
export function outcomesIn(report: unknown): TestOutcome[] {
  const files = Report.parse(report).testResults.map(({ name, assertionResults }) => ({
    ...{ file: relative(process.cwd(), name), assertionResults },
  }));
  const outcomes = files
    .toSorted((one, other) => (one.file < other.file ? -1 : 1))
    .flatMap(({ file, assertionResults }) =>
      assertionResults.map(({ ancestorTitles, title, status }) => ({
        ...{ file, groups: ancestorTitles, title },
        passed: status === 'passed',
      })),
    );
  if (outcomes.length === 0) throw new Error('the run tells of no test');
  return outcomes;
}

/** Counts tests by label. @returns Rows of label, number of tests, and number of passed tests. */
export function tally(outcomes: readonly TestOutcome[], labelOf: (outcome: TestOutcome) => string[]): string[][] {
  const lines = new Map<string, { label: string[]; all: number; passed: number }>();
  for (const outcome of outcomes) {
    const label = labelOf(outcome);
    const line = lines.get(label.join('\n')) ?? { label, all: 0, passed: 0 };
    line.all += 1;
    if (outcome.passed) line.passed += 1;
    lines.set(label.join('\n'), line);
  }
  return [...lines.values()].map(({ label, all, passed }) => [...label, String(all), String(passed)]);
}

/** The last line of a table: sums of its last two columns. */
export function total(rows: readonly string[][], columns: number): string[] {
  const sum = (index: number) => String(rows.reduce((all, row) => all + Number(row.at(index)), 0));
  return ['**all**', ...Array.from({ length: columns - 3 }, () => ''), `**${sum(-2)}**`, `**${sum(-1)}**`];
}

/** A note for each test that did not pass. */
export const failuresOf = (outcomes: readonly TestOutcome[]): string[] =>
  outcomes.filter(({ passed }) => !passed).map(({ groups, title }) => `Failed: ${[...groups, title].join(' › ')}`);
