/** The load of `load.ts` for half an hour (K6_LENGTH): the promises hold to the end. */
export { browse, chat, checkout, setup, stream, teardown } from './load.ts';

import { options as load } from './load.ts';

const duration = __ENV.K6_LENGTH ?? '30m';

export const options = {
  ...load,
  scenarios: Object.fromEntries(
    Object.entries(load.scenarios).map(([name, scenario]) => [name, { ...scenario, duration }]),
  ),
};
