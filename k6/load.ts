/** The traffic of a good evening, all kinds at once, for two minutes: the promises hold. */
export { openShop as setup } from './lib/shop.ts';
export { browse, chat, checkout, noteHitRatio as teardown, stream } from './lib/traffic.ts';

import { scaled, TARGETS } from './lib/targets.ts';

/** K6_DURATION would be k6's own, and override every scenario. */
const DURATION = __ENV.K6_LENGTH ?? '2m';
const steady = (exec: string, rate: number) => ({
  ...{ executor: 'constant-arrival-rate', exec, rate: scaled(rate), timeUnit: '10s', duration: DURATION },
  ...{ preAllocatedVUs: 10, maxVUs: 200 },
});

export const options = {
  scenarios: {
    browse: steady('browse', 300),
    checkout: steady('checkout', 50),
    stream: steady('stream', 10),
    chat: steady('chat', 10),
  },
  thresholds: TARGETS,
};
