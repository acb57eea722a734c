import { z } from 'zod';
import { ConversationId, PostedMessage } from './chat.ts';
import { Principal } from './identity.ts';
import { FieldError } from './problem.ts';
import { findUnstorable } from './text.ts';

/**
 * The frames of a conversation's WebSocket: those of the AI SDK's `WebSocketChatTransport`, so that `useChat` speaks
 * them as it is, with `stop`, `stopped` and `turn` beside them. Its keys are in camel case, as the AI SDK has them.
 */

/** As large as a body may be: `useChat` sends the whole conversation. */
export const MAX_CHAT_FRAME_BYTES = 1024 * 1024;

const RequestId = z.string().min(1).max(128);
/** Fields that the transport sends and this server ignores. */
const unused = { headers: z.unknown().optional(), body: z.unknown().optional(), metadata: z.unknown().optional() };

/** The server reads only the last message of the client's history. */
const LastMessage = z
  .array(z.unknown())
  .min(1)
  .max(2_000)
  .transform((messages, context) => {
    const index = messages.length - 1;
    const fault = findUnstorable(messages[index]);
    const parsed = PostedMessage.safeParse(messages[index]);
    if (parsed.success && fault === undefined) return parsed.data;
    if (fault !== undefined) context.addIssue({ code: 'custom', path: [index, ...fault.path], message: fault.message });
    for (const issue of parsed.error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: [index, ...issue.path], message: issue.message });
    }
    return z.NEVER;
  });

export const ChatClientFrame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('send'),
    requestId: RequestId,
    id: ConversationId,
    trigger: z.enum(['submit-message', 'regenerate-message']).default('submit-message'),
    messageId: z.string().max(128).nullish(),
    messages: LastMessage,
    ...unused,
  }),
  z.strictObject({
    type: z.literal('resume'),
    requestId: RequestId,
    id: ConversationId,
    /** Continue after this chunk of that turn; without both, or in another turn, from the start. */
    lastSequence: z.int().min(0).optional(),
    turnId: z.string().max(64).optional(),
    ...unused,
  }),
  /** Cancels a request: a `send` stops its turn, a `resume` ends only its own delivery. */
  z.strictObject({ type: z.literal('abort'), requestId: RequestId }),
  /** Stops the running turn, also one of another tab. */
  z.strictObject({ type: z.literal('stop'), requestId: RequestId }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ChatClientFrame = z.infer<typeof ChatClientFrame>;

/** Frames from the server. One that answers no request, or one that could not be read, has an empty `requestId`. */
export const ChatServerFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), requestId: z.string() }),
  z.object({ type: z.literal('chunk'), requestId: z.string(), sequence: z.int(), chunk: z.unknown() }),
  z.object({ type: z.literal('end'), requestId: z.string() }),
  z.object({
    type: z.literal('error'),
    requestId: z.string(),
    /** A problem code. */
    code: z.string(),
    errorText: z.string(),
    errors: z.array(FieldError).optional(),
    retryAfterSeconds: z.number().optional(),
  }),
  z.object({ type: z.literal('no-active'), requestId: z.string() }),
  z.object({ type: z.literal('stopped'), requestId: z.string(), stopped: z.boolean() }),
  /** To every socket of the conversation: a turn has begun or ended; `resume` shows it. */
  z.object({
    type: z.literal('turn'),
    requestId: z.literal(''),
    turnId: z.string(),
    state: z.enum(['started', 'ended']),
  }),
  z.object({ type: z.literal('pong') }),
]);
export type ChatServerFrame = z.infer<typeof ChatServerFrame>;

/** The owner of a socket: made by the Worker from a verified token, trusted by the session. */
export const ChatSpeaker = z.object({
  principal: Principal,
  conversationId: ConversationId,
  /** The address that opened the socket; absent on a socket that an older release attached. */
  address: z.string().default('unknown'),
  requestId: z.string(),
  traceparent: z.string(),
});
export type ChatSpeaker = z.infer<typeof ChatSpeaker>;

/** The internal header in which the Worker hands the session a JSON `ChatSpeaker` with the upgrade. */
export const SPEAKER_HEADER = 'x-ragline-speaker';
