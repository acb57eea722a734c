import { expect, it } from 'vitest';
import { placed } from '../../scripts/eval/evaluation-page.ts';

const PAGE =
  '# Page\n\n<!-- begin one -->\n<!-- end one -->\n\nBetween.\n\n<!-- begin two -->\nold\n<!-- end two -->\n';

it('puts a result between the markers of its suite, and leaves the rest alone', () => {
  const once = placed(PAGE, 'one', '| a |');
  expect(once).toBe(PAGE.replace('<!-- begin one -->\n', '<!-- begin one -->\n\n| a |\n\n'));
  expect(placed(once, 'one', '| b |')).toBe(once.replace('| a |', '| b |'));
});

it('gives a suite that has no place one at the end', () => {
  expect(placed(PAGE, 'three', 'x')).toBe(`${PAGE}\n<!-- begin three -->\n\nx\n\n<!-- end three -->\n`);
});
