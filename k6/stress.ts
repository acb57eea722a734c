/** Ever more, to well beyond what the system can do: it refuses in order, loses nothing, and breaks nowhere. */
export { openShop as setup } from './lib/shop.ts';
export { browse, chat, checkout, stream } from './lib/traffic.ts';

import { scaled, UNDER_ANY_LOAD } from './lib/targets.ts';

const growing = (exec: string, most: number) => ({
  ...{ executor: 'ramping-arrival-rate', exec, startRate: 1, timeUnit: '1s', preAllocatedVUs: 50, maxVUs: 1_000 },
  stages: [
    { duration: '30s', target: scaled(most / 4) },
    { duration: '30s', target: scaled(most) },
    { duration: '30s', target: scaled(most) },
    { duration: '10s', target: 1 },
  ],
});

export const options = {
  scenarios: {
    browse: growing('browse', 800),
    checkout: growing('checkout', 300),
    stream: growing('stream', 4),
    chat: growing('chat', 10),
  },
  thresholds: UNDER_ANY_LOAD,
};
