import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOMAIN = 'workers/domain/';
const textOf = (file: string): string => readFileSync(file, 'utf8');
const VERBS = globSync(`${DOMAIN}**/*.ts`).filter((file) => /export async function \w+\(\{\s*ctx\b/.test(textOf(file)));

/** Verbs about the caller's own account, which every token may call. */
const FOR_ANY_TOKEN = ['auth/get-me.ts', 'auth/own-password.ts'];

/** Verbs that write no audit entry: they change what only the caller reads, or send the test of a webhook. */
const WITHOUT_AUDIT = [
  'auth/update-me.ts',
  'chat/open-turn.ts',
  'conversations/rename-conversation.ts',
  'conversations/set-restrictions.ts',
  'webhooks/send-test.ts',
];

/** The files of the domain from which this file imports values. */
const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/^import (?!type\b)[^;]*? from '(\.[^']+)'/gm)]
    .map(([, path = '']) => join(dirname(file), path))
    .filter((path) => path.startsWith(DOMAIN) && !path.endsWith('/record-audit.ts'));

const isAudited = (file: string): boolean => /\b(?:recordAudit|auditRow)\(/.test(textOf(file));
const named = (files: readonly string[]): string[] => files.map((file) => file.slice(DOMAIN.length)).toSorted();

describe('every verb', () => {
  it('authorises', () => {
    const open = VERBS.filter((file) => !/\bauthorise\(/.test(textOf(file)));
    expect(named(open), 'Begin the verb with `authorise(ctx, permission)`').toEqual(FOR_ANY_TOKEN);
  });

  it('that writes leaves an audit entry, itself or by a step that it imports', () => {
    const writing = VERBS.filter((file) => /\binTransaction\(/.test(textOf(file)));
    const silent = writing.filter((file) => ![file, ...importsOf(file)].some(isAudited));
    expect(named(silent), 'Call `recordAudit` in the transaction of the verb').toEqual(WITHOUT_AUDIT);
  });
});
