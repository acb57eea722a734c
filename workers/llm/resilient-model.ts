import type { Breakers } from '../platform/breakers.ts';
import type { ChatTimeouts } from '../platform/chat-config.ts';
import type { CallOptions, LanguageModelV4, StreamPart, StreamResult } from './language-model.ts';
import { failureOf, ModelAnswerError } from './model-failure.ts';
import { type Pulse, SilenceWatch } from './silence.ts';
import { SpokenText } from './spoken-text.ts';

/** Attempts of one model before the next candidate is asked. */
const MAX_ATTEMPTS = 2;
const RETRY_DELAY_MS = 250;
/** A person is waiting: when a server asks for a longer pause, the next candidate is asked instead. */
const MAX_PAUSE_MS = 5_000;

export interface Candidate {
  name: string;
  /** The name of its circuit breaker. */
  breaker: string;
  model: LanguageModelV4;
  pulse: Pulse;
}

interface Parts {
  /** The chosen model first, then its fallbacks. */
  candidates: readonly [Candidate, ...Candidate[]];
  breakers: Breakers;
  timeouts: Pick<ChatTimeouts, 'firstTokenMs' | 'idleMs'>;
  /** Names of models that were seen to put reasoning into their text. Extended by this module. */
  thinkers: Set<string>;
  log: { warn(event: string, fields?: Record<string, unknown>): void };
}

/**
 * A model that retries until its first token: after a pause that honours `Retry-After`, then with the next candidate,
 * each behind its circuit breaker. A person has read what came after that, so a later failure ends the step instead.
 * Made for one turn: a candidate that failed is not asked again in it.
 */
export function resilientModel(parts: Parts): { model: LanguageModelV4; answeredBy(): string } {
  const [first] = parts.candidates;
  let current = 0;
  const candidate = () => parts.candidates[current] ?? first;

  async function doStream(options: CallOptions): Promise<StreamResult> {
    for (;;) {
      try {
        return await askWithRetries(parts, candidate(), options);
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

/** Asks one candidate, again after retryable failures. @throws the last failure. */
async function askWithRetries(parts: Parts, candidate: Candidate, options: CallOptions): Promise<StreamResult> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await askOnce(parts, candidate, options);
    if ('result' in outcome) return outcome.result;
    const { isRetryable, retryAfterMs } = failureOf(outcome.error);
    const pauseMs = retryAfterMs ?? RETRY_DELAY_MS * (1 + Math.random());
    parts.log.warn('model_failed', { model: candidate.name, attempt, error: outcome.error });
    if (options.abortSignal?.aborted || !isRetryable || attempt >= MAX_ATTEMPTS || pauseMs > MAX_PAUSE_MS) {
      throw outcome.error;
    }
    await pause(pauseMs, options.abortSignal);
  }
}

type Outcome = { result: StreamResult } | { error: unknown };

/** Makes one attempt behind the breaker, which counts host faults only: no refusals and no aborted requests. */
async function askOnce(parts: Parts, candidate: Candidate, options: CallOptions): Promise<Outcome> {
  try {
    return await parts.breakers.run(candidate.breaker, async () => {
      try {
        return { result: await openAnswer(parts, candidate, options) };
      } catch (error) {
        if (options.abortSignal?.aborted || !failureOf(error).isHostFault) return { error };
        throw error;
      }
    });
  } catch (error) {
    return { error };
  }
}

/**
 * Resolves with the answer's stream, without its reasoning, once the first token has arrived.
 * @throws the failure before that token. A later failure is an `error` part of the stream.
 */
async function openAnswer(parts: Parts, { name, breaker, model, pulse }: Candidate, options: CallOptions) {
  const { firstTokenMs, idleMs } = parts.timeouts;
  const abort = new AbortController();
  const signal =
    options.abortSignal === undefined ? abort.signal : AbortSignal.any([options.abortSignal, abort.signal]);
  const giveUp = (error: unknown) =>
    abort.abort(error instanceof Error ? error : new ModelAnswerError('the answer broke off'));
  const silence = new SilenceWatch(pulse, firstTokenMs);
  try {
    const result = await silence.over(model.doStream({ ...options, abortSignal: signal }));
    const reader = result.stream.getReader();
    const spoken = new SpokenText(name, parts.thinkers);
    /** The visible parts of the next part, which may be none; undefined at the end. */
    const readParts = async () => {
      const { done, value } = await silence.over(reader.read());
      return done ? undefined : spoken.pass(value);
    };
    const held: StreamPart[] = [];
    while (!held.some((part) => isContent(part) || part.type === 'finish')) {
      const next = await readParts();
      if (next === undefined) throw new ModelAnswerError('the answer ended before it began');
      for (const part of next) {
        if (part.type === 'error') throw part.error;
        if (part.type === 'finish' && !isAnswer(part) && !held.some(isContent)) {
          throw new ModelAnswerError(`the answer was empty: ${part.finishReason.unified}`);
        }
        held.push(part);
      }
    }
    silence.limit(idleMs);

    let isOver = false;
    const breakOff = (error: unknown): StreamPart => {
      isOver = true;
      silence.stop();
      parts.log.warn('model_broke_off', { breaker, error });
      giveUp(error);
      if (!options.abortSignal?.aborted && failureOf(error).isHostFault) {
        // Report the fault to the breaker. Whether it opens matters from the next turn on.
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
          let next = await readParts();
          // A pull that enqueues nothing would not be repeated.
          while (next?.length === 0) next = await readParts();
          if (next === undefined) {
            silence.stop();
            controller.close();
          } else for (const part of next) controller.enqueue(errorOr(part, breakOff));
        } catch (error) {
          if (!options.abortSignal?.aborted) return controller.enqueue(breakOff(error));
          silence.stop();
          controller.error(error);
        }
      },
      cancel: (reason) => {
        silence.stop();
        giveUp(reason instanceof Error ? reason : new DOMException('The reader cancelled.', 'AbortError'));
        return reader.cancel(reason).catch(() => {});
      },
    });
    return { ...result, stream };
  } catch (error) {
    silence.stop();
    giveUp(error);
    throw error;
  }
}

/** The part, or an `error` part when it reports a failure. */
function errorOr(part: StreamPart, breakOff: (error: unknown) => StreamPart): StreamPart {
  if (part.type === 'error') return breakOff(part.error);
  const isCutOff = part.type === 'finish' && part.finishReason.unified === 'interrupted';
  return isCutOff ? breakOff(new ModelAnswerError('the answer was cut off')) : part;
}

/** Returns whether a person or a tool receives something with this part. */
function isContent(part: StreamPart): boolean {
  switch (part.type) {
    case 'text-delta':
      return part.delta !== '';
    case 'tool-input-start':
    case 'tool-call':
      return true;
    default:
      return false;
  }
}

/** Returns whether an end without content is a valid answer: the model's own filter, or its length limit. */
function isAnswer(part: StreamPart & { type: 'finish' }): boolean {
  return part.finishReason.unified === 'content-filter' || part.finishReason.unified === 'length';
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
