import { learn, type Memory, newMemory } from './memory.ts';
import { phrase } from './phrases.ts';
import { outcomeInWords } from './replies.ts';
import type { Call } from './steps.ts';
import type { ToolOutcome, ToolResult } from './tool-outcome.ts';
import { takeTurn } from './turn.ts';

/** The events of a conversation, in order, without the shapes of the model interface. */
export type DialogueEvent = { kind: 'user'; text: string } | ({ kind: 'result' } & ToolResult);

export type Decision = { text: string } | { calls: Call[]; text?: string };

/**
 * Returns the next step of a conversation: words, or calls to tools. The whole conversation is replayed from its start
 * with the tool results, so that the same conversation always leads to the same step.
 */
export function decide(
  events: readonly DialogueEvent[],
  { nowMs, tools }: { nowMs: number; tools: ReadonlySet<string> },
): Decision {
  const memory = newMemory(nowMs, tools);
  let decision: Decision = { text: phrase(memory.language, 'unclear') };
  for (const { text, results } of turnsOf(events)) decision = play(memory, text, results);
  return decision;
}

/** Returns each message of the person with the tool results until the next message. */
function turnsOf(events: readonly DialogueEvent[]): Array<{ text: string; results: ToolResult[] }> {
  const turns: Array<{ text: string; results: ToolResult[] }> = [];
  for (const event of events) {
    if (event.kind === 'user') turns.push({ text: event.text, results: [] });
    else turns.at(-1)?.results.push(event);
  }
  return turns;
}

/** Replays one turn past its known tool results. Only text after the last of them is new. */
function play(memory: Memory, text: string, results: readonly ToolResult[]): Decision {
  const left = [...results];
  const turn = takeTurn(memory, text);
  let said: string[] = [];
  let step = turn.next([]);
  while (step.done !== true) {
    if ('say' in step.value) {
      said.push(step.value.say);
      step = turn.next([]);
      continue;
    }
    const { calls } = step.value;
    if (left.length === 0) return said.length === 0 ? { calls } : { calls, text: said.join('\n') };
    const answers = left.splice(0, calls.length);
    const outcomes = answers.map((answer) => learn(memory, answer));
    said = [];
    if (answers.some(({ tool }, index) => tool !== calls[index]?.tool)) return improvise(memory, outcomes, left);
    step = turn.next(outcomes);
  }
  return left.length > 0
    ? improvise(memory, [], left)
    : { text: said.length === 0 ? phrase(memory.language, 'unclear') : said.join('\n') };
}

/** Handles a conversation that deviates from these rules: another model answered, or its start is cut off. */
function improvise(memory: Memory, outcomes: ToolOutcome[], left: readonly ToolResult[]): Decision {
  const last = [...outcomes, ...left.map((result) => learn(memory, result))].at(-1);
  if (last?.kind === 'hits') memory.lastHits = last.hits;
  return { text: last === undefined ? phrase(memory.language, 'unclear') : outcomeInWords(last, memory.language) };
}
