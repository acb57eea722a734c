/** One user of each kind for 30 seconds: everything works, and meets its targets without other load. */
export { openShop as setup } from './lib/shop.ts';
export { browse, chat, checkout, noteHitRatio as teardown, stream } from './lib/traffic.ts';

import { TARGETS } from './lib/targets.ts';

const one = (exec: string, startTime = '0s') => ({
  executor: 'constant-vus',
  vus: 1,
  duration: '10s',
  exec,
  startTime,
});

export const options = {
  scenarios: {
    browse: one('browse'),
    checkout: one('checkout', '10s'),
    stream: one('stream', '20s'),
    chat: one('chat', '30s'),
  },
  thresholds: TARGETS,
};
