import type { Breakers } from '../platform/breakers.ts';
import type { ChatTimeouts } from '../platform/chat-config.ts';
import type { CallOptions, LanguageModelV4, StreamPart, StreamResult } from './language-model.ts';
import { failureOf, ModelAnswerError } from './model-failure.ts';
import { type Pulse, SilenceWatch } from './silence.ts';
import { SpokenText } from './spoken-text.ts';

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
  pulse: Pulse;
}

interface Parts {
  /** The chosen model first, then what stands in for it. */
  candidates: readonly [Candidate, ...Candidate[]];
  breakers: Breakers;
  timeouts: Pick<ChatTimeouts, 'firstTokenMs' | 'idleMs'>;
  /** Names of models that put reasoning into their text, as they were found out. */
  thinkers: Set<string>;
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
async function guarded(parts: Parts, candidate: Candidate, options: CallOptions): Promise<Outcome> {
  try {
    return await parts.breakers.run(candidate.breaker, async () => {
      try {
        return { result: await begun(parts, candidate, options) };
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
 * The answer, without its reasoning, once its first token is there: until then an error is thrown, after that it is a
 * part of the stream.
 */
async function begun(parts: Parts, { name, breaker, model, pulse }: Candidate, options: CallOptions) {
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
    /** What the next part comes to, which may be nothing; undefined at the end. */
    const read = async () => {
      const { done, value } = await silence.over(reader.read());
      return done ? undefined : spoken.pass(value);
    };
    const held: StreamPart[] = [];
    while (!held.some((part) => isContent(part) || part.type === 'finish')) {
      const next = await read();
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
    const broken = (error: unknown): StreamPart => {
      isOver = true;
      silence.leave();
      parts.log.warn('model_broke_off', { breaker, error });
      giveUp(error);
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
          let next = await read();
          // Nobody would ask again for what is no part.
          while (next?.length === 0) next = await read();
          if (next === undefined) {
            silence.leave();
            controller.close();
          } else for (const part of next) controller.enqueue(checked(part, broken));
        } catch (error) {
          if (!options.abortSignal?.aborted) return controller.enqueue(broken(error));
          silence.leave();
          controller.error(error);
        }
      },
      cancel: (reason) => {
        silence.leave();
        giveUp(reason instanceof Error ? reason : new DOMException('Nobody reads.', 'AbortError'));
        return reader.cancel(reason).catch(() => {});
      },
    });
    return { ...result, stream };
  } catch (error) {
    silence.leave();
    giveUp(error);
    throw error;
  }
}

/** A part, or the error that it stands for. */
function checked(part: StreamPart, broken: (error: unknown) => StreamPart): StreamPart {
  if (part.type === 'error') return broken(part.error);
  const isCutOff = part.type === 'finish' && part.finishReason.unified === 'interrupted';
  return isCutOff ? broken(new ModelAnswerError('the answer was cut off')) : part;
}

/** What a person or a tool gets something from. */
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

/** An end without content that is an answer all the same: the model's own filter, or its limit. */
function isAnswer(part: StreamPart & { type: 'finish' }): boolean {
  return part.finishReason.unified === 'content-filter' || part.finishReason.unified === 'length';
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
