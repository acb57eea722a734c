import type { Suite } from './suite.ts';
import { failuresOf, runTests, tally, total } from './vitest-report.ts';

const COLUMNS = ['theme', 'model', 'conversations', 'as expected'];

/** Conversations with the real chat route, judged by what is in the database afterwards. */
export const dialogueSuite: Suite = {
  name: 'dialogue',
  run: async () => {
    const outcomes = await runTests({ projects: ['dialogue', 'puppet'], files: ['scenario-', 'test/puppet/dialogue'] });
    const rows = tally(outcomes, ({ file, groups: [theme = ''] }) => [
      theme,
      file.startsWith('test/puppet/') ? 'calls tools as scripted' : 'offline',
    ]);
    const notes = failuresOf(outcomes);
    return {
      title: 'Dialogues',
      columns: COLUMNS,
      textColumns: 2,
      rows: [...rows, total(rows, COLUMNS.length)],
      notes,
      isFailed: notes.length > 0,
    };
  },
};
