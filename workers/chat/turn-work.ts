import type { TurnProblem, TurnRequest, TurnWork } from '../../contracts/chat.ts';
import type { Services } from '../domain/context.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { noSpans, type Span } from '../platform/tracing/spans.ts';
import { beginTurn } from './begin-turn.ts';
import { endTurn } from './end-turn.ts';
import type { TurnWorkDeps } from './turn-work-deps.ts';

/** The business work of a conversation's session, over the services of one turn. */
export function turnWork(deps: TurnWorkDeps): TurnWork {
  const { services } = deps;
  // Stays empty for a turn that an earlier instance of the session began.
  let span = noSpans.own;
  return {
    begin: async (turn, signal) => {
      span = startSpan(services, turn);
      const trace = { ...services.trace, traceparent: span.traceparent ?? services.trace.traceparent };
      const traced = { ...deps, services: { ...services, trace } };
      try {
        return await span.within(() => beginTurn(traced, turn, signal));
      } catch (error) {
        span.fail(error);
        span.end();
        if (error instanceof ProblemError) return { problem: toTurnProblem(error) };
        throw error;
      }
    },
    end: async (ended) => {
      if (ended.outcome === 'interrupted') span.failAs(ended.outcome);
      try {
        await span.within(() => endTurn(deps, ended));
      } finally {
        span.end();
      }
    },
    log: deps.services.log,
  };
}

/** Starts the span of the whole turn, as a child of the request's. */
function startSpan({ spans }: Services, { principal, conversationId, traceparent }: TurnRequest): Span {
  spans.identify({ tenant_id: principal.tenantId, user_id: principal.userId });
  return spans.start('invoke_agent ragline', {
    kind: 'internal',
    parent: traceparent,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'ragline',
      'gen_ai.conversation.id': conversationId,
    },
  });
}

function toTurnProblem(error: ProblemError): TurnProblem {
  return {
    code: error.code,
    detail: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}
