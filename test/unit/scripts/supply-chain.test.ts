import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditVerdict } from '../../../scripts/supply-chain/audit-verdict.ts';
import { licenceFaults } from '../../../scripts/supply-chain/licence-faults.ts';
import { type LockedPackage, lockfileFaults } from '../../../scripts/supply-chain/lockfile-faults.ts';

const good: LockedPackage = { version: '1.0.0', integrity: 'sha512-x', license: 'MIT' };
const locked = (over: LockedPackage = {}, name = 'a') => ({
  lockfileVersion: 3,
  packages: { '': {}, [`node_modules/${name}`]: { ...good, ...over } },
});
const manifest = { dependencies: { a: '1.0.0' } };

describe('the lockfile check', () => {
  it('accepts a lockfile where everything is pinned and hashed', () => {
    expect(lockfileFaults(manifest, locked())).toEqual([]);
  });

  it.each(['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1', 'github:a/b', 'file:../a', 'npm:b@1.0.0'])(
    'refuses %s as a version',
    (range) => {
      expect(lockfileFaults({ dependencies: { a: range } }, locked()).join()).toContain('pin one version');
      expect(lockfileFaults({ devDependencies: { a: range } }, locked()).join()).toContain('pin one version');
    },
  );

  it.each<[string, LockedPackage]>([
    ['has no SHA-512', { integrity: undefined as never }],
    ['has no SHA-512', { integrity: 'sha1-x' }],
    ['not from the registry', { resolved: 'https://elsewhere.example/a.tgz' }],
    ['not from the registry', { resolved: 'git+ssh://git@github.com/a/b.git#abc' }],
    ['install script', { hasInstallScript: true }],
    ['has a 2.0.0', { version: '2.0.0' }],
  ])('says what is wrong: %s', (fault, over) => {
    expect(lockfileFaults(manifest, locked(over)).join()).toContain(fault);
  });

  it('takes an install script that is allowed or forbidden by name, and no lockfile of another form', () => {
    expect(lockfileFaults({ ...manifest, allowScripts: { a: false } }, locked({ hasInstallScript: true }))).toEqual([]);
    expect(lockfileFaults(manifest, { lockfileVersion: 1 })).toHaveLength(1);
  });
});

describe('the licence check', () => {
  it.each(['MIT', 'MIT OR Apache-2.0', '(AFL-2.1 OR BSD-3-Clause)', 'Apache-2.0 AND MIT'])('allows %s', (license) => {
    expect(licenceFaults(locked({ license }))).toEqual([]);
  });

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'SSPL-1.0',
    'BUSL-1.1',
    'UNLICENSED',
    'Apache-2.0 AND GPL-2.0-only',
    'SEE LICENSE IN x',
    '(MIT OR GPL-3.0-only) AND GPL-2.0-only',
  ])('refuses %s, for tools as well', (license) => {
    expect(licenceFaults(locked({ license }))).toHaveLength(1);
    expect(licenceFaults(locked({ license, dev: true }))).toHaveLength(1);
  });

  it('takes what only npm start runs for a tool, and what the Worker needs as well for shipped', () => {
    const packages = {
      '': { dependencies: { wrangler: '1.0.0', worker: '1.0.0' } },
      'node_modules/wrangler': { ...good, dependencies: { images: '1.0.0', shared: '1.0.0' } },
      'node_modules/wrangler/node_modules/images': { ...good, license: 'LGPL-3.0-or-later' },
      'node_modules/worker': { ...good, dependencies: { shared: '1.0.0' } },
      'node_modules/shared': { ...good, license: 'MPL-2.0' },
    };
    expect(licenceFaults({ packages })).toEqual([expect.stringContaining('shared 1.0.0: the licence MPL-2.0')]);
  });

  it('allows the copyleft of a file or library for tools alone, and no package without a licence', () => {
    expect(licenceFaults(locked({ license: 'MPL-2.0' }))).toEqual([
      'a 1.0.0: the licence MPL-2.0 is not allowed for what is shipped',
    ]);
    expect(licenceFaults(locked({ license: 'MPL-2.0', dev: true }))).toEqual([]);
    const { license: _, ...none } = good;
    expect(licenceFaults({ packages: { 'node_modules/x/node_modules/@s/a': none } })).toEqual([
      '@s/a 1.0.0: the licence (none named) is not allowed for what is shipped',
    ]);
  });
});

describe('the verdict of an audit', () => {
  const report = (severity: string) =>
    JSON.stringify({ vulnerabilities: { a: { name: 'a', severity, range: '<2', via: [] } } });

  it('fails on high and critical findings, and reports the rest', () => {
    expect(auditVerdict(report('critical'))).toEqual({ kind: 'vulnerable', faults: ['a <2: critical'] });
    expect(auditVerdict(report('low'))).toEqual({ kind: 'clean', tolerated: ['a <2: low'] });
    expect(auditVerdict('{"vulnerabilities":{}}')).toEqual({ kind: 'clean', tolerated: [] });
  });

  it('never passes when no audit was made', () => {
    const refused = '{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":"","detail":""}}';
    expect(auditVerdict(refused)).toEqual({ kind: 'not-audited', reason: '405 Method Not Allowed' });
    for (const output of ['', 'npm error', '{}', 'null']) expect(auditVerdict(output).kind).toBe('not-audited');
  });
});

it('the workflows use actions by commit alone, with the version beside it', () => {
  for (const file of ['ci.yml', 'release.yml']) {
    const text = readFileSync(join(import.meta.dirname, '../../../.github/workflows', file), 'utf8');
    const uses = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action ?? '');
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
});
