/** A quiet shop is named on television: thirty times the orders within five seconds, and as soon gone again. */
export { openShop as setup } from './lib/shop.ts';
export { browse, checkout, stream } from './lib/traffic.ts';

import { scaled, UNDER_ANY_LOAD } from './lib/targets.ts';

const spike = (exec: string, usual: number) => ({
  ...{ executor: 'ramping-arrival-rate', exec, startRate: scaled(usual), timeUnit: '1s' },
  ...{ preAllocatedVUs: 50, maxVUs: 1_000 },
  stages: [
    { duration: '20s', target: scaled(usual) },
    { duration: '5s', target: scaled(usual * 30) },
    { duration: '15s', target: scaled(usual * 30) },
    { duration: '5s', target: scaled(usual) },
    { duration: '20s', target: scaled(usual) },
  ],
});
const afterwards = (exec: string) => ({ executor: 'constant-vus', vus: 1, duration: '15s', exec, startTime: '50s' });

export const options = {
  scenarios: {
    browse: spike('browse', 20),
    checkout: spike('checkout', 10),
    stream: { executor: 'constant-vus', vus: 2, duration: '65s', exec: 'stream' },
    browse_after: afterwards('browse'),
    checkout_after: afterwards('checkout'),
  },
  thresholds: {
    ...UNDER_ANY_LOAD,
    // Five seconds after the spike it is as quick as before.
    'http_req_duration{scenario:browse_after}': ['p(95)<120'],
    'http_req_duration{scenario:checkout_after}': ['p(95)<250'],
  },
};
