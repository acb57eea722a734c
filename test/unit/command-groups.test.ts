import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND_GROUPS, chooseCommand } from '../../scripts/command-groups.mjs';

describe('the commands of a group', () => {
  it('name scripts that exist', () => {
    const scripts = Object.values(COMMAND_GROUPS).flatMap((group) => Object.values(group).map(({ script }) => script));
    expect(scripts.filter((line) => !existsSync(line.split(' ')[0] ?? ''))).toEqual([]);
  });

  it.each([
    [['scripts/seed.ts', 'a'], { script: 'scripts/seed.ts', args: ['a'] }],
    [['bench', 'soak', '--minutes', '3'], { script: 'scripts/bench/soak.ts', args: ['--minutes', '3'] }],
    [['contracts', 'check'], { script: 'scripts/generate-contracts.ts', args: ['--check'] }],
    [['deploy'], { script: 'scripts/deploy/deploy.ts', args: [] }],
    [['deploy', '--dry-run'], { script: 'scripts/deploy/deploy.ts', args: ['--dry-run'] }],
    [['bench'], { help: expect.stringContaining('npm run bench -- soak: half an hour'), isFault: false }],
    [['deploy', '--help'], { help: expect.stringContaining('npm run deploy: checks, builds'), isFault: false }],
    [
      ['deploy', 'previw'],
      { help: 'deploy: there is no "previw". npm run deploy -- --help lists what there is.', isFault: true },
    ],
    [['bench', 'toString'], { help: expect.stringContaining('there is no "toString"'), isFault: true }],
  ])('are found by their names: %j', (words, expected) => {
    expect(chooseCommand(words)).toEqual(expected);
  });
});
