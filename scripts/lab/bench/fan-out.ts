import { quantile, quantiles } from '../statistics.ts';
import { measureFanOut } from './fan-out-case.ts';
import { openStage } from './stage.ts';

/**
 * From the commit of an order to the frame at every socket, on the built Worker under workerd, on the embedded
 * database or on that of DATABASE_URL and REDIS_URL. The floor, of the same run, is a bare Durable Object that sends
 * a text of the same size to as many sockets.
 *   npm run bench -- fanout [200 1000 5000 500x10]     sockets of one tenant, or tenants x sockets
 */
const CASES = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['200', '1000', '5000', '500x10'];

const stage = await openStage({ withFloor: true });
try {
  console.log(`on ${stage.description}; milliseconds`);
  console.log(['case', 'from … to every frame', 'p50', 'p95', 'p99', 'last', 'p95/floor', 'opened in s'].join('\t'));
  for (const name of CASES) {
    const { floor, fromAnswer, fromRow } = await measureFanOut(stage, name);
    const row = (what: string, { ms, seconds }: typeof floor) => {
      const ofFloor = (quantile(ms, 0.95) / quantile(floor.ms, 0.95)).toFixed(2);
      console.log([name, what, ...quantiles(ms, [0.5, 0.95, 0.99, 1]), ofFloor, seconds.toFixed(1)].join('\t'));
    };
    row('floor: request sent', floor);
    row('order: answered', fromAnswer);
    row('order: outbox row written', fromRow);
    for (const fault of [...floor.faults, ...fromAnswer.faults]) {
      console.log(fault);
      process.exitCode = 1;
    }
  }
} finally {
  await stage.stop();
}
