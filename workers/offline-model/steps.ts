import type { ToolOutcome } from './tool-outcome.ts';

export interface Call {
  /** The name of one of the tools that it was given. */
  tool: string;
  input: Record<string, unknown>;
}

/** The next step of an act: words to say, or tools to call. */
type Step = { say: string } | { calls: Call[] };

/**
 * A part of the dialogue, written from top to bottom as if tools answered at once. Whoever runs it feeds in what the
 * tools answered, of calls that were made before as well: that is how a model without memory goes on where it was.
 */
export type Act<T = void> = Generator<Step, T, ToolOutcome[]>;

export function* say(text: string): Act {
  yield { say: text };
}

/** Calls one tool and gives what came of it. */
export function* call(tool: string, input: Record<string, unknown>): Act<ToolOutcome> {
  const [outcome] = yield { calls: [{ tool, input }] };
  return outcome ?? { tool, kind: 'failure', code: 'internal', message: 'It did not answer.' };
}
