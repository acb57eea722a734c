import type { TurnProblem, TurnWork } from '../../contracts/chat.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { beginTurn } from './begin-turn.ts';
import { endTurn } from './end-turn.ts';
import type { TurnWorkDeps } from './turn-work-deps.ts';

/** What a conversation's session does for the business, over the services of one turn. */
export function turnWork(deps: TurnWorkDeps): TurnWork {
  return {
    begin: async (turn, signal) => {
      try {
        return await beginTurn(deps, turn, signal);
      } catch (error) {
        if (error instanceof ProblemError) return { problem: toTurnProblem(error) };
        throw error;
      }
    },
    end: (ended) => endTurn(deps, ended),
    log: deps.services.log,
  };
}

function toTurnProblem(error: ProblemError): TurnProblem {
  return {
    code: error.code,
    detail: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  };
}
