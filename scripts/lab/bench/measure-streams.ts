import { quantile, quantiles } from '../statistics.ts';
import { fillCatalog } from './bench-routes.ts';
import { chatBench, firstTokens, tokenRates } from './chat-turns.ts';
import { measureFanOut } from './fan-out-case.ts';
import { measureOrderToFrame } from './order-to-frame.ts';
import type { Stage } from './stage.ts';

const ORDERS = 100;
const SOCKETS = '200';
const TURNS = 60;

export const STREAM_COLUMNS = ['stream', 'p50', 'p95', 'p99', 'p50 of its floor'];

/** Short versions of the benchmarks `events`, `fanout` and `chat`: one row each. @throws When a frame is lost. */
export async function measureStreams(stage: Stage): Promise<string[][]> {
  const shop = await stage.newShop();
  await fillCatalog(stage, shop);
  const rows: string[][] = [];
  const row = (name: string, values: readonly number[], floor: readonly number[]) => {
    rows.push([name, ...quantiles(values), quantile(floor, 0.5).toFixed(1)]);
    console.log(rows.at(-1)?.join('\t'));
  };

  const { url } = stage.system;
  const frames = await measureOrderToFrame({ url, token: shop.token, skus: ['BENCH-0', 'BENCH-1'], orders: ORDERS });
  if (frames.lost > 0) throw new Error(`${frames.lost} events were lost`);
  row('order: request to its SSE frame; floor: GET /healthz', frames.toFrame, frames.floor);
  row('event: answer to its SSE frame; floor: GET /healthz', frames.fromAnswer, frames.floor);

  const { floor, fromAnswer } = await measureFanOut(stage, SOCKETS);
  const [fault] = [...floor.faults, ...fromAnswer.faults];
  if (fault !== undefined) throw new Error(fault);
  row(`event: answer to the frames of ${SOCKETS} sockets; floor: a bare object`, fromAnswer.ms, floor.ms);

  const chat = chatBench(stage, shop);
  const tokens = await firstTokens(chat, TURNS);
  row('chat: first token, the first message; floor: a bare proxy', tokens.fresh, tokens.floor);
  row('chat: first token, a later message; floor: a bare proxy', tokens.going, tokens.floor);
  const rates = await tokenRates(chat);
  row('chat: milliseconds for 1,000 tokens; floor: a bare proxy', perThousand(rates.chat), perThousand(rates.floor));
  return rows;
}

const perThousand = (tokensPerSecond: readonly number[]): number[] => tokensPerSecond.map((rate) => 1_000_000 / rate);
