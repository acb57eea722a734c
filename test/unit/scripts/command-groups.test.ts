import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import manifest from '../../../package.json' with { type: 'json' };
import { COMMAND_GROUPS, chooseCommand } from '../../../scripts/command-groups.mjs';

describe('the commands of a group', () => {
  it('are at most fifteen names of npm, and stand in docs/COMMANDS.md', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(manifest);
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(15);
    const grouped = Object.entries(scripts).filter(([, line]) => line.startsWith('node scripts/run.mjs '));
    expect(grouped.toSorted()).toEqual(
      Object.keys(COMMAND_GROUPS)
        .map((name) => [name, `node scripts/run.mjs ${name}`])
        .toSorted(),
    );
  });

  it('name scripts that exist', () => {
    const scripts = Object.values(COMMAND_GROUPS).flatMap((group) => Object.values(group).map(({ script }) => script));
    expect(scripts.filter((line) => !existsSync(line.split(' ')[0] ?? ''))).toEqual([]);
  });

  it.each([
    [['scripts/seed.ts', 'a'], { script: 'scripts/seed.ts', args: ['a'], omitDev: false }],
    [
      ['bench', 'soak', '--minutes', '3'],
      { script: 'scripts/lab/bench/soak.ts', args: ['--minutes', '3'], omitDev: false },
    ],
    [['contracts', 'check'], { script: 'scripts/generate-contracts.ts', args: ['--check'], omitDev: false }],
    [['deploy'], { script: 'scripts/deploy/deploy.ts', args: [], omitDev: true }],
    [['deploy', '--dry-run'], { script: 'scripts/deploy/deploy.ts', args: ['--dry-run'], omitDev: true }],
    [['tenants', 'suspend', 'bistro'], { script: 'scripts/tenants.ts', args: ['suspend', 'bistro'], omitDev: true }],
    [['bench'], { help: expect.stringContaining('npm run bench -- soak: half an hour'), isFault: false }],
    [['deploy', '--help'], { help: expect.stringContaining('npm run deploy: checks, builds'), isFault: false }],
    [
      ['deploy', 'previw'],
      { help: 'deploy: there is no "previw". npm run deploy -- --help lists what there is.', isFault: true },
    ],
    [['bench', 'toString'], { help: expect.stringContaining('there is no "toString"'), isFault: true }],
  ])('finds a command by its name: %j', (words, expected) => {
    expect(chooseCommand(words)).toEqual(expected);
  });
});
