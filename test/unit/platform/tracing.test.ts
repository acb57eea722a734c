import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { isolateBreakers } from '../../../workers/platform/breakers.ts';
import { ProblemError } from '../../../workers/platform/problem-error.ts';
import { newTrace } from '../../../workers/platform/trace.ts';
import { createTracing, type IsolateTracing } from '../../../workers/platform/tracing/isolate-tracing.ts';
import { openSpans } from '../../../workers/platform/tracing/open-spans.ts';
import { sendSpans } from '../../../workers/platform/tracing/send-spans.ts';
import { MAX_BUFFERED } from '../../../workers/platform/tracing/span-buffer.ts';
import { summaryOf } from '../../../workers/platform/tracing/statement-summary.ts';
import { tracingConfig } from '../../../workers/platform/tracing/tracing-config.ts';
import { TRACING_VARIABLES } from '../../../workers/platform/variables.ts';

function newTracing(ratio = 1): IsolateTracing {
  const config = { url: 'http://collector/v1/traces', headers: { 'x-key': 'k' }, serviceName: 'ragline', ratio };
  const tracing = createTracing({ tracing: config, mode: 'local' });
  if (tracing === undefined) throw new Error('not on');
  return tracing;
}
const own = { name: 'GET', kind: 'server' as const };
const ended = ({ buffer }: IsolateTracing): ReadableSpan[] => buffer.take().batches.flat();

describe('spans', () => {
  it('are children of what runs, through awaits; side by side they do not mix', async () => {
    const tracing = newTracing();
    const { spans, trace } = openSpans(tracing, { ...newTrace(), own }, () => {});
    const client = { kind: 'client' as const };
    await spans.own.within(() =>
      Promise.all(
        ['a', 'b'].map((name) =>
          spans.run(name, client, async () => {
            await Promise.resolve();
            await spans.run(`${name} below`, client, async () => {});
          }),
        ),
      ),
    );
    spans.own.end();
    const all = ended(tracing);
    const parentOf = (name: string) => {
      const parentId = all.find((span) => span.name === name)?.parentSpanContext?.spanId;
      return all.find((span) => span.spanContext().spanId === parentId)?.name;
    };
    expect(['a', 'b', 'a below', 'b below'].map(parentOf)).toEqual(['GET', 'GET', 'a', 'b']);
    expect(new Set(all.map((span) => span.spanContext().traceId))).toEqual(new Set([trace.traceparent.split('-')[1]]));
  });

  it('of another trace go there, linked to what ran', async () => {
    const tracing = newTracing();
    const { spans } = openSpans(tracing, newTrace(false), () => {});
    const [first, second] = [newTrace().traceparent, newTrace().traceparent];
    await spans.run('message', { kind: 'consumer', parent: first }, async (message) => {
      expect(spans.nearest(first)).toBe(message.traceparent);
      expect(spans.nearest(second)).toBe(second);
      await spans.run('event', { kind: 'client', parent: spans.nearest(second) }, async () => {});
    });
    const [event, message] = ended(tracing);
    expect(event?.spanContext().traceId).toBe(second.split('-')[1]);
    expect(event?.links.map(({ context }) => context.spanId)).toEqual([message?.spanContext().spanId]);
  });

  it('carry who acts and what was asked, also those of a message’s own', async () => {
    const tracing = newTracing();
    const { spans } = openSpans(tracing, { ...newTrace(), requestId: 'first', own }, () => {});
    spans.identify({ tenant_id: 't', user_id: 'u' });
    await spans.run('message', { kind: 'consumer', attributes: { request_id: 'second' } }, () =>
      spans.run('below', { kind: 'internal' }, async () => {}),
    );
    spans.own.end();
    expect(ended(tracing).map(({ attributes }) => attributes)).toMatchObject([
      { tenant_id: 't', user_id: 'u', request_id: 'second' },
      { tenant_id: 't', user_id: 'u', request_id: 'second' },
      { tenant_id: 't', user_id: 'u', request_id: 'first' },
    ]);
  });

  it('say of an error its kind, never its text, and of a refusal that it is one', async () => {
    const tracing = newTracing();
    const { spans } = openSpans(tracing, newTrace(), () => {});
    const failing = (error: unknown) =>
      spans.run('x', { kind: 'internal' }, () => Promise.reject(error)).catch(() => undefined);
    await failing(new TypeError('no such user: ada@example.com'));
    await failing(Object.assign(new Error('Key (email)=(ada@example.com) exists'), { code: '23505' }));
    await failing(new Error('query failed', { cause: Object.assign(new Error('ada'), { code: '40P01' }) }));
    await failing(new ProblemError('conflict', 'ada@example.com is taken'));
    await failing('ada@example.com');
    const all = ended(tracing);
    expect(all.map(({ attributes, status }) => [attributes['error.type'], status.code])).toEqual([
      ['TypeError', 2],
      ['23505', 2],
      ['40P01', 2],
      ['conflict', 0],
      ['Thrown', 2],
    ]);
    expect(JSON.stringify(all.map(({ status, events }) => [status, events]))).not.toContain('ada');
  });
});

describe('the sampling', () => {
  const sampledOf = (tracing: IsolateTracing, caller: string | undefined) =>
    openSpans(tracing, { ...newTrace(), caller, own }, () => {}).spans.own.isRecorded;
  const caller = '00-00000000000000000000000000000001-00f067aa0ba902b7';

  it('takes its share of the traces that begin here, and of those that callers ask for, whatever id they choose', () => {
    const tracing = newTracing(0.25);
    const shareOf = (from: string | undefined) =>
      Array.from({ length: 4_000 }, () => sampledOf(tracing, from)).filter(Boolean).length / 4_000;
    for (const from of [undefined, `${caller}-01`]) {
      expect(shareOf(from)).toBeGreaterThan(0.2);
      expect(shareOf(from)).toBeLessThan(0.3);
    }
  });

  it('records nothing for a caller who is not recorded, nor anything below it', async () => {
    const tracing = newTracing();
    const { spans, trace } = openSpans(tracing, { ...newTrace(), caller: `${caller}-00`, own }, () => {});
    await spans.own.within(() => spans.run('below', { kind: 'client' }, async () => {}));
    spans.own.end();
    expect(ended(tracing)).toEqual([]);
    expect(trace.traceparent).toMatch(/^00-0{31}1-[0-9a-f]{16}-00$/);
  });

  it('follows the parent: the relay records only events of recorded traces', () => {
    const tracing = newTracing(0);
    const { spans } = openSpans(tracing, newTrace(false), () => {});
    spans.start('poll', { kind: 'client' }).end();
    spans.start('relay', { kind: 'consumer', parent: newTrace().traceparent }).end();
    spans.start('malformed', { kind: 'consumer', parent: 'not-a-traceparent' }).end();
    expect(ended(tracing).map(({ name }) => name)).toEqual(['relay']);
  });
});

describe('the way to the collector', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => void vi.useRealTimers();
  });

  async function send(tracing: IsolateTracing, answer: () => Promise<Response>, breakers = isolateBreakers()) {
    const told: string[] = [];
    const requests: Array<{ url: string; init: RequestInit | undefined }> = [];
    const sending = sendSpans(tracing, {
      fetch: (input, init) => {
        requests.push({ url: String(input), init });
        return answer();
      },
      breakers,
      log: { warn: (event) => told.push(event) },
      metrics: { count: (name, by, labels) => told.push(`${name} ${JSON.stringify(labels)} ${by}`) },
    });
    await vi.advanceTimersByTimeAsync(1_000);
    await sending;
    return { told, requests };
  }
  const record = (tracing: IsolateTracing, spans: number) => {
    const opened = openSpans(tracing, newTrace(), () => {}).spans;
    for (let made = 0; made < spans; made++) opened.start('x', { kind: 'internal' }).end();
  };

  it('sends what a second brought in one request, with its headers, in one invocation for all', async () => {
    const tracing = newTracing();
    let senders = 0;
    for (let invocation = 0; invocation < 3; invocation++) {
      openSpans(tracing, newTrace(), () => void senders++)
        .spans.start('x', { kind: 'internal' })
        .end();
    }
    expect(senders).toBe(1);
    const { told, requests } = await send(tracing, async () => new Response('{}'));
    expect(requests).toMatchObject([
      { url: 'http://collector/v1/traces', init: { headers: { 'x-key': 'k' }, redirect: 'manual' } },
    ]);
    expect(told).toEqual(['ragline_trace_spans_total {"outcome":"sent"} 3']);
  });

  it('drops refused spans, and stops calling a collector that is away', async () => {
    const breakers = isolateBreakers();
    const tracing = newTracing();
    record(tracing, 2);
    expect((await send(tracing, async () => new Response('', { status: 401 }), breakers)).told).toEqual([
      'spans_refused',
      'ragline_trace_spans_total {"outcome":"dropped"} 2',
    ]);
    for (const answer of [
      () => Promise.reject(new Error('away')),
      () => Promise.resolve(new Response('', { status: 503 })),
    ]) {
      let asked = 0;
      const away = isolateBreakers();
      for (let second = 0; second < 8; second++) {
        record(tracing, 1);
        asked += (await send(tracing, answer, away)).requests.length;
      }
      expect(asked).toBe(5);
    }
    expect(tracing.buffer.size).toBe(0);
  });

  it('bounds the spans that it keeps', async () => {
    const tracing = newTracing();
    record(tracing, MAX_BUFFERED + 10);
    expect(tracing.buffer.size).toBe(MAX_BUFFERED);
    const { told, requests } = await send(tracing, async () => new Response('{}'));
    expect(told[0]).toBe('ragline_trace_spans_total {"outcome":"dropped"} 10');
    expect(requests).toHaveLength(MAX_BUFFERED / 512);
  });
});

describe('the configuration', () => {
  const parse = (variables: Record<string, string>) => tracingConfig(z.object(TRACING_VARIABLES).parse(variables));

  it('is off without an endpoint, and reads OpenTelemetry’s own variables', () => {
    expect(parse({ OTEL_TRACES_SAMPLER_ARG: '1' })).toBeUndefined();
    expect(
      parse({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com/otlp/',
        OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc=, x-scope = a',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      }),
    ).toEqual({
      url: 'https://otel.example.com/otlp/v1/traces',
      headers: { authorization: 'Basic abc=', 'x-scope': 'a' },
      serviceName: 'ragline',
      ratio: 0.1,
    });
  });

  it.each(['nonsense', 'a=%', 'a=x%0d%0ay', '=x'])('refuses the headers %j without quoting them', (text) => {
    const wrong = () => parse({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o', OTEL_EXPORTER_OTLP_HEADERS: text });
    expect(wrong).toThrow(RangeError);
    expect(wrong).toThrow(/^(?!.*nonsense).*$/);
  });
});

it('names of a statement its operations and tables, and no value that stands in it', () => {
  expect(summaryOf('with "a" as (insert into "orders" ("x") values ($1)) select "id" from "a" where x = 1')).toBe(
    'INSERT orders SELECT a',
  );
  expect(summaryOf("SELECT p FROM users WHERE email = 'ada@example.com' FOR NO KEY UPDATE OF users")).toBe(
    'SELECT users',
  );
  expect(summaryOf('INSERT INTO a (b) VALUES ($1) ON CONFLICT (b) DO UPDATE SET c = 1')).toBe('INSERT a');
  expect(summaryOf("SELECT set_config('x', 'ada', true)")).toBe('SELECT set_config');
  expect(summaryOf('select 1')).toBe('SELECT');
});
