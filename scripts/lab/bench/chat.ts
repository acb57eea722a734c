import { parseArgs } from 'node:util';
import { quantile, quantiles } from '../statistics.ts';
import {
  CHAT_MODELS,
  chatBench,
  firstTokens,
  LONG_TOKENS,
  LONG_TURNS,
  SHORT_TURNS,
  STOPS,
  shortConversations,
  startModel,
  stopWaits,
  tokenCosts,
  tokenRates,
} from './chat-turns.ts';
import { openStage } from './stage.ts';

/**
 * Measures what the chat adds to its model: time to the first token, tokens per second, and the delay until a stop
 * reaches a reader. It runs the built Worker under workerd, on the embedded database or on DATABASE_URL and REDIS_URL.
 * The floor is a bare Worker in the same workerd that passes the model's stream on. `--pooled` puts a transaction pool
 * before PostgreSQL, as Hyperdrive does in production.
 *   npm run bench -- chat [turns --pooled]
 */
const { values, positionals } = parseArgs({ options: { pooled: { type: 'boolean' } }, allowPositionals: true });
const TURNS = Number(positionals[0] ?? 200);

const model = await startModel();
try {
  const stage = await openStage({
    pooled: values.pooled ?? false,
    withFloor: true,
    modelUrl: model.url,
    env: CHAT_MODELS,
  });
  try {
    const chat = chatBench(stage, await stage.newShop());
    console.log(`on ${stage.description}`);

    const { floor, connecting, shielding, fresh, going } = await firstTokens(chat, TURNS);
    console.log(`time to first token, ${TURNS} turns\tp50\tp95\tp99 (ms)\tadded at p50`);
    const row = (name: string, values: number[], besides = floor) =>
      console.log([name, ...quantiles(values), (quantile(values, 0.5) - quantile(besides, 0.5)).toFixed(1)].join('\t'));
    row('floor: bare proxy', floor);
    console.log(['connecting, and 1 SELECT', ...quantiles(connecting)].join('\t'));
    console.log(['the rate limit as it is emulated', ...quantiles(shielding)].join('\t'));
    row('a new conversation', fresh);
    row('a conversation of up to 200 messages', going);
    const short = await shortConversations(chat, TURNS);
    row(`conversations of ${SHORT_TURNS} messages, every turn`, short.all, short.floor);

    console.log(`tokens a second, ${LONG_TURNS} answers of ${LONG_TOKENS}: median (lowest)`);
    for (const [name, rates] of Object.entries(await tokenRates(chat))) {
      console.log(`${name}\t${Math.round(quantile(rates, 0.5))} (${Math.round(Math.min(...rates))})`);
    }

    console.log('CPU milliseconds a token, where they come 10 ms apart');
    for (const [name, cost] of Object.entries(await tokenCosts(chat))) console.log(`${name}\t${cost.toFixed(2)}`);

    console.log(`stop, the model silent: request to the reader’s abort, ${STOPS} times\tp50\tp95\tp99 (ms)`);
    console.log(['stop', ...quantiles(await stopWaits(chat))].join('\t'));
  } finally {
    await stage.stop();
  }
} finally {
  model.stop();
}
