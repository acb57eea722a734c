import { wrapLanguageModel } from 'ai';
import type { Ctx } from '../domain/context.ts';
import type { Span } from '../platform/tracing/spans.ts';
import type { StreamPart } from './language-model.ts';
import type { ChatModel } from './model.ts';

/** The model with a span around each of its answers: who answered, how long it took, what it cost; no word of it. */
export function tracedModel({ model, name, answeredBy }: ChatModel, { spans, trace }: Pick<Ctx, 'spans' | 'trace'>) {
  if (!spans.isOn) return model;
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream }) => {
        const span = spans.start(`chat ${name}`, {
          kind: 'client',
          parent: trace.traceparent,
          attributes: {
            'gen_ai.operation.name': 'chat',
            'gen_ai.provider.name': model.provider.split('.')[0] ?? model.provider,
            'gen_ai.request.model': name,
          },
        });
        try {
          const { stream, ...rest } = await span.within(doStream);
          return { ...rest, stream: watched(stream, span, answeredBy) };
        } catch (error) {
          span.fail(error);
          span.end();
          throw error;
        }
      },
    },
  });
}

/** Passes the stream through, and ends the span with it. */
function watched(stream: ReadableStream<StreamPart>, span: Span, answeredBy: () => string): ReadableStream<StreamPart> {
  const startedMs = performance.now();
  const reader = stream.getReader();
  let isFirst = true;
  const note = (part: StreamPart) => {
    if (isFirst && (part.type === 'text-delta' || part.type === 'tool-input-start' || part.type === 'tool-call')) {
      isFirst = false;
      span.set({ 'ragline.first_token_ms': Math.round(performance.now() - startedMs) });
    }
    if (part.type === 'error') span.fail(part.error);
    if (part.type !== 'finish') return;
    const { inputTokens, outputTokens } = part.usage;
    span.set({
      'gen_ai.response.model': answeredBy(),
      'gen_ai.response.finish_reasons': [part.finishReason.unified],
      ...(inputTokens.total === undefined ? {} : { 'gen_ai.usage.input_tokens': inputTokens.total }),
      ...(outputTokens.total === undefined ? {} : { 'gen_ai.usage.output_tokens': outputTokens.total }),
    });
  };
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) {
          note(value);
          controller.enqueue(value);
          return;
        }
        controller.close();
      } catch (error) {
        span.fail(error);
        controller.error(error);
      }
      span.end();
    },
    cancel: (reason) => {
      span.failAs('cancelled');
      span.end();
      return reader.cancel(reason);
    },
  });
}
