import { describe, expect, it } from 'vitest';
import { tableOf, withSection } from '../../scripts/eval/evaluation-page.ts';

describe('the page of the evaluations', () => {
  const page = '# Evaluation\n\nIntro.\n\n<!-- begin one -->\n\nold\n\n<!-- end one -->\n\nAfter.\n';

  it('has the section of a suite replaced and all else left', () => {
    expect(withSection(page, { suite: 'one', title: 'One', body: 'new' })).toBe(page.replace('old', 'new'));
  });

  it('gets a section for a suite that has none, and the next run finds it', () => {
    const section = { suite: 'two', title: 'Two', body: 'first' };
    const once = withSection(page, section);
    expect(once).toBe(`${page}\n## Two\n\n<!-- begin two -->\n\nfirst\n\n<!-- end two -->\n`);
    expect(withSection(once, { ...section, body: 'second' })).toBe(once.replace('first', 'second'));
  });

  it('is left alone when a marker is missing', () => {
    const broken = page.replace('<!-- end one -->', '');
    expect(() => withSection(broken, { suite: 'one', title: 'One', body: 'new' })).toThrow('markers of one');
  });

  it('pads its tables and keeps its notes', () => {
    const table = { columns: ['line', 'n'], rows: [['fused', '12'], ['x']], notes: ['Note.'] };
    expect(tableOf(table)).toBe('| line  | n   |\n| ----- | --- |\n| fused | 12  |\n| x     |     |\n\nNote.');
  });
});
