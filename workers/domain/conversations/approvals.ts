import { z } from 'zod';
import type { ApprovalMessage, ChatMessage } from '../../../contracts/chat.ts';
import { oneLine } from '../../../contracts/text.ts';
import { ProblemError } from '../../platform/problem-error.ts';

type Part = ChatMessage['parts'][number];

/** A tool part of the server's own that waits for a decision. */
const PendingPart = z.looseObject({
  type: z.templateLiteral(['tool-', z.string()]),
  state: z.literal('approval-requested'),
  toolCallId: z.string(),
  approval: z.looseObject({ id: z.string() }),
});

/** The result of a tool call whose turn was interrupted. An order may or may not have been placed. */
const BROKEN_OFF = 'The answer ended before the result of this was known.';

/** A decision as a client sends it: the whole part, of which the server reads only the decision. */
const Decision = z.looseObject({
  type: z.string(),
  state: z.literal('approval-responded'),
  toolCallId: z.string(),
  input: z.unknown(),
  approval: z.object({
    id: z.string(),
    approved: z.boolean(),
    reason: z.string().overwrite(oneLine).max(500).optional(),
  }),
});
type Decision = z.infer<typeof Decision>;

/**
 * Puts the client's decisions into the pending calls of the stored answer. The name and the input of a call stay as the
 * server stored them. A decision that shows another input is refused, because the person approved something else.
 * @throws {ProblemError} `invalid_request` or, for an approval that is no longer pending, `conflict`.
 */
export function answerApprovals(stored: ChatMessage, posted: ApprovalMessage): ChatMessage {
  const decisions = posted.parts.flatMap((part, index) => {
    if (part.state !== 'approval-responded') return [];
    const decision = Decision.safeParse(part);
    if (!decision.success) throw refusedApproval(`message.parts.${index}`, 'is not a decision on an approval');
    return [decision.data];
  });
  if (decisions.length === 0) throw refusedApproval('message.parts', 'carries no decision on an approval');
  for (const decision of decisions) checkKnown(stored, decision);

  const parts = stored.parts.map((part) => {
    const pending = PendingPart.safeParse(part);
    if (!pending.success) return part;
    const decision = decisions.find((made) => made.approval.id === pending.data.approval.id);
    if (decision === undefined) throw refusedApproval('message.parts', 'leaves an approval undecided');
    return decided(part, pending.data.approval, decision.approval);
  });
  return { ...stored, parts };
}

/**
 * Refuses a decision unless its call has no result yet. Either the call is pending, or it was decided in the same way in
 * a turn that was lost, so that the client repeats it. An approved call has its effect only once.
 */
function checkKnown(stored: ChatMessage, decision: Decision): void {
  const part = stored.parts.find((own) => approvalIdOf(own) === decision.approval.id);
  if (part === undefined) throw refusedApproval('message.parts', 'answers an approval that was never asked for');
  if (
    part.toolCallId !== decision.toolCallId ||
    part.type !== decision.type ||
    !isSameJson(part.input, decision.input)
  ) {
    throw refusedApproval('message.parts', 'answers another call than the one that was asked about');
  }
  const isAgain = part.state === 'approval-responded' && isApproved(part) === decision.approval.approved;
  if (part.state !== 'approval-requested' && !isAgain) {
    throw new ProblemError(
      'conflict',
      'This approval has already been answered. Read the conversation for its result.',
    );
  }
}

/**
 * Gives each call of an answer an end, because a model cannot continue from a call without one. A pending call is
 * declined. A call that was approved in a lost turn has an unknown result.
 * @returns Undefined when no call was open.
 */
export function endOpenCalls(message: ChatMessage): ChatMessage | undefined {
  if (message.role !== 'assistant') return undefined;
  const parts = message.parts.map(endOpenCall);
  return parts.some((part, index) => part !== message.parts[index]) ? { ...message, parts } : undefined;
}

function endOpenCall(part: Part): Part {
  if (part.state === 'approval-responded')
    return isApproved(part) ? brokenOff(part) : { ...part, state: 'output-denied' };
  // This runs for every part of the history on every message, and a failing schema allocates an error each time.
  if (part.state !== 'approval-requested') return part;
  const pending = PendingPart.safeParse(part);
  if (!pending.success) return part;
  return { ...decided(part, pending.data.approval, { approved: false }), state: 'output-denied' };
}

/** Marks a call whose result is unknown. */
export const brokenOff = (part: Part): Part => ({ ...part, state: 'output-error', errorText: BROKEN_OFF });

function decided(
  part: Part,
  approval: object,
  { approved, reason }: { approved: boolean; reason?: string | undefined },
): Part {
  return {
    ...part,
    state: 'approval-responded',
    approval: { ...approval, approved, ...(reason === undefined ? {} : { reason }) },
  };
}

const isApproved = ({ approval }: Part): boolean =>
  typeof approval === 'object' && approval !== null && 'approved' in approval && approval.approved === true;

function approvalIdOf(part: Part): string | undefined {
  const approval = part.approval;
  return typeof approval === 'object' && approval !== null && 'id' in approval && typeof approval.id === 'string'
    ? approval.id
    : undefined;
}

/** Equality of JSON values, whatever the order of keys. */
function isSameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function refusedApproval(path: string, message: string): ProblemError {
  return new ProblemError(
    'invalid_request',
    'The approval is invalid for this conversation. See errors for the field.',
    {
      errors: [{ path, message }],
    },
  );
}
