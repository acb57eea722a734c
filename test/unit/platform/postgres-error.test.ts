import { expect, it } from 'vitest';
import { isDatabaseAway } from '../../../workers/platform/postgres-error.ts';

const fault = (code: string) => Object.assign(new Error('refused'), { code });

it.each(['08006', '25006', '53100', '53300', '57P03', '58030', '58P01'])(
  '%s says that the database is away',
  (code) => {
    expect(isDatabaseAway(new Error('Failed query: …', { cause: fault(code) }))).toBe(true);
  },
);

it.each(['23505', '40001', '42P01', '57014'])('%s does not say that the database is away', (code) => {
  expect(isDatabaseAway(fault(code))).toBe(false);
});
