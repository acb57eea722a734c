import { expect, it } from 'vitest';
import { callerAddress } from '../../../workers/platform/caller-address.ts';

it.each([
  [undefined, 'local'],
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
  ['2001:0db8:0001:0002:3:4:5:6', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
])('takes %s for %s', (address, expected) => {
  expect(callerAddress({ header: () => address })).toBe(expected);
});
