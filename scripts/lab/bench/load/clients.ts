import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { filled } from './filled.ts';

/**
 * Clients of a bench, in a process of their own, so that making the load does not hold up who measures. They take one
 * plan, and answer with what came of it.
 */
export interface LoadPlan {
  url: string;
  /** Sent in rotation. */
  requests: readonly LoadRequest[];
  connections: number;
  seconds: number;
  /** Requests a second, sent whether or not earlier ones were answered; without it each connection sends one after the other. */
  ratePerSecond?: number;
  /** Notes the `id` of what these requests created. */
  isCreating?: boolean;
}

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** Sends a new `Idempotency-Key` each time. */
  isIdempotent?: boolean;
  /**
   * Requests that follow it one after the other and count together with it as one. `{0.cart.id}` in their path or body
   * stands for that value of the first answer.
   */
  next?: readonly LoadRequest[];
}

export interface LoadResult {
  seconds: number;
  /** How many answers had this status; `0` counts requests that got none. */
  statuses: Record<number, number>;
  /** Latencies of answers with a status below 400, in milliseconds from the time when the request was due. */
  latenciesMs: number[];
  /** The refusals (429, 503) that named no time to come back. */
  refusalsWithoutRetryAfter: number;
  /** The first answer with a status of 400 or above, for the report. */
  firstFault: string | undefined;
  createdIds: string[];
  /** Requests that were due while as many were under way as can be. */
  unsent: number;
}

const MAX_UNDER_WAY = 4_000;
const TICK_MS = 5;

process.once('message', (plan: LoadPlan) => {
  void run(plan).then((result) => process.send?.(result, () => process.exit(0)));
});

async function run(plan: LoadPlan): Promise<LoadResult> {
  const pool = new Pool(plan.url, { connections: plan.connections, pipelining: 1, bodyTimeout: 60_000 });
  const result: LoadResult = {
    ...{ seconds: 0, statuses: {}, latenciesMs: [], refusalsWithoutRetryAfter: 0, firstFault: undefined },
    ...{ createdIds: [], unsent: 0 },
  };
  let turn = 0;
  const began = performance.now();
  const endsAt = began + plan.seconds * 1000;

  const send = async (dueAt: number): Promise<void> => {
    const request = plan.requests[turn++ % plan.requests.length];
    if (request === undefined) return;
    const answers: unknown[] = [];
    try {
      for (const step of [request, ...(request.next ?? [])]) {
        const { method, path, body } = filled(step, answers);
        const key = step.isIdempotent === true ? { 'idempotency-key': crypto.randomUUID() } : {};
        const answer = await pool.request({ method, path, body: body ?? null, headers: { ...step.headers, ...key } });
        const text = await answer.body.text();
        if (answer.statusCode >= 400) {
          count(answer.statusCode);
          result.firstFault ??= `${answer.statusCode} ${text.slice(0, 300)}`;
          const isRefusal = answer.statusCode === 429 || answer.statusCode === 503;
          if (isRefusal && answer.headers['retry-after'] === undefined) result.refusalsWithoutRetryAfter += 1;
          return;
        }
        if (answers.length < (request.next?.length ?? 0)) answers.push(JSON.parse(text));
        else {
          count(answer.statusCode);
          result.latenciesMs.push(performance.now() - dueAt);
          if (plan.isCreating === true) result.createdIds.push(idOf(text));
        }
      }
    } catch (error) {
      count(0);
      result.firstFault ??= String(error);
    }
  };
  const count = (status: number) => {
    result.statuses[status] = (result.statuses[status] ?? 0) + 1;
  };

  if (plan.ratePerSecond === undefined) {
    const client = async () => {
      while (performance.now() < endsAt) await send(performance.now());
    };
    await Promise.all(Array.from({ length: plan.connections }, client));
  } else {
    const underWay = new Set<Promise<void>>();
    for (let sent = 0; performance.now() < endsAt; ) {
      // The first one is due at once.
      const due = 1 + Math.floor(((performance.now() - began) / 1000) * plan.ratePerSecond);
      for (; sent < due; sent++) {
        if (underWay.size >= MAX_UNDER_WAY) result.unsent += 1;
        else {
          const sending: Promise<void> = send(began + (sent / plan.ratePerSecond) * 1000).finally(() =>
            underWay.delete(sending),
          );
          underWay.add(sending);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
    await Promise.all(underWay);
  }
  result.seconds = (performance.now() - began) / 1000;
  await pool.close();
  return result;
}

function idOf(json: string): string {
  const value: unknown = JSON.parse(json);
  const id = typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined;
  if (typeof id !== 'string') throw new Error('the answer has no id');
  return id;
}
