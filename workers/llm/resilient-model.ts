import type { LanguageModel } from 'ai';
import type { Breakers } from '../platform/breakers.ts';
import type { ChatTimeouts } from '../platform/chat-config.ts';
import { failureOf, ModelAnswerError, ModelTimeoutError } from './model-failure.ts';

export type LanguageModelV4 = Extract<LanguageModel, { specificationVersion: 'v4' }>;
type CallOptions = Parameters<LanguageModelV4['doStream']>[0];
type StreamResult = Awaited<ReturnType<LanguageModelV4['doStream']>>;
type StreamPart = StreamResult['stream'] extends ReadableStream<infer Part> ? Part : never;

/** Tries of one model before the next one is asked. */
const MAX_TRIES = 2;
const RETRY_DELAY_MS = 250;
/** A person waits: a server that wants a longer pause is left for the next model. */
const MAX_PAUSE_MS = 5_000;

export interface Candidate {
  name: string;
  /** The name of its circuit breaker. */
  breaker: string;
  model: LanguageModelV4;
}

interface Parts {
  /** The chosen model first, then what stands in for it. */
  candidates: readonly [Candidate, ...Candidate[]];
  breakers: Breakers;
  timeouts: Pick<ChatTimeouts, 'firstTokenMs' | 'idleMs'>;
  log: { warn(event: string, fields?: Record<string, unknown>): void };
}

/**
 * A model that keeps trying until it has begun to speak: again after a pause that honours `Retry-After`, then with the
 * next candidate, each behind its circuit breaker. What was said cannot be taken back, so from the first token on a
 * failure ends the step. Made for one turn: a candidate that was given up is not asked again in it.
 */
export function resilientModel(parts: Parts): { model: LanguageModelV4; answeredBy(): string } {
  const [first] = parts.candidates;
  let current = 0;
  const candidate = () => parts.candidates[current] ?? first;

  async function doStream(options: CallOptions): Promise<StreamResult> {
    for (;;) {
      try {
        return await tried(parts, candidate(), options);
      } catch (error) {
        if (options.abortSignal?.aborted || current + 1 >= parts.candidates.length) throw error;
        current += 1;
        parts.log.warn('model_fallback', { to: candidate().name, error });
      }
    }
  }
  return {
    answeredBy: () => candidate().name,
    model: {
      specificationVersion: 'v4',
      provider: first.model.provider,
      modelId: first.model.modelId,
      supportedUrls: {},
      doStream,
      doGenerate: (options) => first.model.doGenerate(options),
    },
  };
}

async function tried(parts: Parts, candidate: Candidate, options: CallOptions): Promise<StreamResult> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await guarded(parts, candidate, options);
    if ('result' in outcome) return outcome.result;
    const { isRetryable, retryAfterMs } = failureOf(outcome.error);
    const pauseMs = retryAfterMs ?? RETRY_DELAY_MS * (1 + Math.random());
    parts.log.warn('model_failed', { model: candidate.name, attempt, error: outcome.error });
    if (options.abortSignal?.aborted || !isRetryable || attempt >= MAX_TRIES || pauseMs > MAX_PAUSE_MS) {
      throw outcome.error;
    }
    await pause(pauseMs, options.abortSignal);
  }
}

type Outcome = { result: StreamResult } | { error: unknown };

/** One try. Its breaker hears of a host that is away, not of a request that was refused or given up. */
async function guarded(parts: Parts, { breaker, model }: Candidate, options: CallOptions): Promise<Outcome> {
  try {
    return await parts.breakers.run(breaker, async () => {
      try {
        return { result: await begun(parts, breaker, model, options) };
      } catch (error) {
        if (options.abortSignal?.aborted || !failureOf(error).isHostFault) return { error };
        throw error;
      }
    });
  } catch (error) {
    return { error };
  }
}

/** The answer once its first token is there: until then an error is thrown, after that it is a part of the stream. */
async function begun(parts: Parts, breaker: string, model: LanguageModelV4, options: CallOptions) {
  const { firstTokenMs, idleMs } = parts.timeouts;
  const abort = new AbortController();
  const signal =
    options.abortSignal === undefined ? abort.signal : AbortSignal.any([options.abortSignal, abort.signal]);
  const giveUp = (error: Error) => abort.abort(error);
  const held: StreamPart[] = [];
  const { result, reader } = await within(
    firstTokenMs,
    `said nothing within ${firstTokenMs} ms`,
    (async () => {
      const started = await model.doStream({ ...options, abortSignal: signal });
      const partReader = started.stream.getReader();
      for (;;) {
        const { done, value } = await partReader.read();
        if (done) throw new ModelAnswerError('the answer ended before it began');
        if (value.type === 'error') throw value.error;
        if (value.type === 'finish' && !isAnswer(value)) {
          throw new ModelAnswerError(`the answer was empty: ${value.finishReason.unified}`);
        }
        held.push(value);
        if (isContent(value) || value.type === 'finish') return { result: started, reader: partReader };
      }
    })(),
    giveUp,
  );

  const watched = watchedReader(reader, idleMs);
  let isOver = false;
  const broken = (error: unknown): StreamPart => {
    isOver = true;
    watched.leave();
    parts.log.warn('model_broke_off', { breaker, error });
    giveUp(error instanceof Error ? error : new ModelAnswerError('the answer broke off'));
    if (!options.abortSignal?.aborted && failureOf(error).isHostFault) {
      // The breaker hears of it; whether it opens is for the next turn to find.
      void parts.breakers.run(breaker, () => Promise.reject(error)).catch(() => {});
    }
    return { type: 'error', error };
  };
  const stream = new ReadableStream<StreamPart>({
    start(controller) {
      for (const part of held) controller.enqueue(part);
    },
    async pull(controller) {
      if (isOver) return controller.close();
      try {
        const { done, value } = await watched.read();
        if (done) {
          watched.leave();
          controller.close();
        } else if (value.type === 'error') controller.enqueue(broken(value.error));
        else if (value.type === 'finish' && value.finishReason.unified === 'interrupted') {
          controller.enqueue(broken(new ModelAnswerError('the answer was cut off')));
        } else controller.enqueue(value);
      } catch (error) {
        if (!options.abortSignal?.aborted) return controller.enqueue(broken(error));
        watched.leave();
        controller.error(error);
      }
    },
    cancel: (reason) => {
      watched.leave();
      giveUp(reason instanceof Error ? reason : new DOMException('Nobody reads.', 'AbortError'));
      return reader.cancel(reason).catch(() => {});
    },
  });
  return { ...result, stream };
}

/** Reads a stream that may fall silent. One timer for all of it: a timer and a race for each token would cost more. */
function watchedReader(reader: ReadableStreamDefaultReader<StreamPart>, idleMs: number) {
  let lastMs = Date.now();
  let interrupt: (error: Error) => void = () => {};
  let timer = setTimeout(check, idleMs);
  function check(): void {
    const leftMs = lastMs + idleMs - Date.now();
    if (leftMs > 0) timer = setTimeout(check, leftMs);
    else interrupt(new ModelTimeoutError(`the model went silent for ${idleMs} ms`));
  }
  return {
    read: () =>
      new Promise<Awaited<ReturnType<typeof reader.read>>>((resolve, reject) => {
        interrupt = reject;
        reader.read().then((next) => {
          lastMs = Date.now();
          resolve(next);
        }, reject);
      }),
    leave: () => clearTimeout(timer),
  };
}

/** What a person or a tool gets something from. */
function isContent(part: StreamPart): boolean {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return part.delta !== '';
    case 'tool-input-start':
    case 'tool-call':
      return true;
    default:
      return false;
  }
}

/** An end without content that is an answer all the same: the model's own filter, or its limit. */
function isAnswer(part: StreamPart & { type: 'finish' }): boolean {
  return part.finishReason.unified === 'content-filter' || part.finishReason.unified === 'length';
}

async function within<T>(ms: number, fault: string, work: Promise<T>, giveUp: (error: Error) => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new ModelTimeoutError(`the model ${fault}`);
      reject(error);
      giveUp(error);
    }, ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
