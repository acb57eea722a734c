import type { Suite } from './suite.ts';
import { failuresOf, runTests, tally, total } from './vitest-report.ts';

const COLUMNS = ['channel', 'model', 'attacks', 'harmless'];

/** Attacks on the agent, judged by what they changed in the database and by what was in all that came back. */
export const injectionSuite: Suite = {
  name: 'injection',
  run: async () => {
    const outcomes = await runTests({
      projects: ['dialogue', 'puppet'],
      files: ['test/dialogue/injection', 'test/puppet/injection'],
      environment: { RAGLINE_EVERY_ATTACK: '1' },
    });
    const attacks = outcomes.filter(({ groups }) => groups.length > 1);
    const rows = tally(attacks, ({ file, groups: [, channel = ''] }) => [
      channel.replace(/, with the token of .*/, ''),
      file.startsWith('test/puppet/') ? 'obeys whatever it reads' : file.endsWith('-mcp.test.ts') ? 'none' : 'offline',
    ]);
    const notes = failuresOf(outcomes);
    return {
      title: 'Injection',
      columns: COLUMNS,
      textColumns: 2,
      rows: [...rows, total(rows, COLUMNS.length)],
      notes,
      isFailed: notes.length > 0,
    };
  },
};
