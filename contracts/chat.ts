import { z } from 'zod';
import type { ChatChannel, ChatChannelAnswer } from './channel.ts';
import type { Restrictions } from './chat-restrictions.ts';
import { Principal } from './identity.ts';
import { PageQuery, page } from './page.ts';
import type { FieldError, ProblemCode } from './problem.ts';
import { line, lines, Timestamp } from './text.ts';

/** The longest message a person may send, in UTF-16 units. */
const MAX_MESSAGE_CHARACTERS = 4_000;

const ClientId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, hyphens or underscores');

/** Chosen by the client, as `useChat` does; unique within the tenant. */
export const ConversationId = ClientId.refine((id) => id !== 'usage', 'is the name of another resource').meta({
  id: 'ConversationId',
  example: 'Vd2kq0uTnXf3bAwz',
});

/** A message of a person. Parts other than text are refused; additional fields of a client are dropped. */
export const UserMessage = z
  .object({
    id: ClientId,
    role: z.literal('user'),
    parts: z
      .array(z.object({ type: z.literal('text'), text: lines(MAX_MESSAGE_CHARACTERS) }))
      .min(1)
      .max(8)
      .refine((parts) => parts.some((part) => part.text.trim() !== ''), 'must say something')
      .refine(
        (parts) => parts.reduce((sum, part) => sum + part.text.length, 0) <= MAX_MESSAGE_CHARACTERS,
        `must have at most ${MAX_MESSAGE_CHARACTERS} characters`,
      ),
  })
  .meta({ id: 'UserMessage' });
export type UserMessage = z.infer<typeof UserMessage>;

/** The server's own last answer, returned with an approval. Only its `approval-responded` parts are read. */
export const ApprovalMessage = z
  .object({
    id: z.string().min(1).max(128),
    role: z.literal('assistant'),
    parts: z.array(z.looseObject({ type: z.string().max(200) })).max(500),
  })
  .meta({ id: 'ApprovalMessage' });
export type ApprovalMessage = z.infer<typeof ApprovalMessage>;

export const PostedMessage = z.discriminatedUnion('role', [UserMessage, ApprovalMessage]);
export type PostedMessage = z.infer<typeof PostedMessage>;

/** As `useChat` posts it (`messages`), or the last message alone (`message`). The server reads only the last. */
export const ChatRequest = z
  .strictObject({
    id: ConversationId,
    message: PostedMessage.optional(),
    messages: z.array(z.unknown()).min(1).max(2_000).optional(),
    trigger: z.enum(['submit-message', 'regenerate-message']).default('submit-message'),
    messageId: z.string().max(128).nullish(),
  })
  .refine((request) => (request.message === undefined) !== (request.messages === undefined), {
    path: ['message'],
    message: 'send either message or messages',
  })
  .meta({
    oneOf: [{ required: ['message'] }, { required: ['messages'] }],
    id: 'ChatRequest',
    example: {
      id: 'Vd2kq0uTnXf3bAwz',
      message: { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'something vegan under 12 euros' }] },
    },
  });
export type ChatRequest = z.infer<typeof ChatRequest>;

/** A message as `useChat` shows it: an AI SDK `UIMessage`. */
export const ChatMessage = z
  .object({
    id: z.string(),
    role: z.enum(['user', 'assistant']),
    parts: z.array(z.looseObject({ type: z.string() })),
    metadata: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'ChatMessage' });
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The metadata of an answer. */
export interface ChatMetadata {
  /** The model that answered; `offline` is the built-in rule-based one. */
  model: string;
  offline: boolean;
  turn_id: string;
  /** Tokens of all steps of the turn so far; estimated where the model reports none. */
  input_tokens?: number;
  output_tokens?: number;
  /** Moderation refused the message: it is sent to no model. */
  refused?: true;
  /** The restrictions that the answer took into account; absent when there are none. */
  restrictions?: Restrictions;
}

export const Conversation = z
  .object({ id: ConversationId, title: z.string().nullable(), created_at: Timestamp, updated_at: Timestamp })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;
/** At most as long as a title that is made from the first message. */
export const TITLE_CHARACTERS = 80;
export const RenameConversation = z
  .strictObject({ title: line(TITLE_CHARACTERS).meta({ example: 'Friday lunch' }) })
  .meta({ id: 'RenameConversation' });
export const ConversationList = page(Conversation, 'ConversationList');
export const ListConversationsQuery = z.strictObject(PageQuery);
export const ConversationWithMessages = Conversation.extend({
  messages: z.array(ChatMessage),
  running_turn: z
    .string()
    .nullable()
    .meta({ description: 'True while an answer is being generated. It is not in `messages` yet' }),
}).meta({ id: 'ConversationWithMessages' });
export type ConversationWithMessages = z.infer<typeof ConversationWithMessages>;
/** Where to resume a stream: after the frame with this id, or `0` for the start, with ids. */
export const StreamPosition = z
  .string()
  .max(64)
  .regex(/^(?:0|[0-9a-f-]{36}\.\d{1,9})$/, 'must be 0 or the id of a frame of this stream')
  .meta({ example: '0' });
export const ResumeChatQuery = z.strictObject({
  after: StreamPosition.optional().meta({
    description: 'Resume after this frame; frames then carry ids. `Last-Event-ID` takes precedence',
  }),
  as: z
    .literal('poster')
    .optional()
    .meta({
      description:
        'For a client whose post broke off, with `after`: the chunks of the post, without those of an earlier answer that the ' +
        'turn continues. 204 unless the turn of `after` is the running one.',
    }),
  ticket: z
    .string()
    .max(256)
    .optional()
    .meta({ description: 'A ticket that authenticates one chat stream or socket, once, in place of a bearer token.' }),
});
export const ChatSocketQuery = ResumeChatQuery.pick({ ticket: true });
export const StopResult = z
  .object({ stopped: z.boolean().meta({ description: 'False when no answer was running' }) })
  .meta({ id: 'StopResult' });

/** A chunk of a UI-message stream. The chat session passes it on and reads only its type. */
export type ChatChunk = { type: string } & Record<string, unknown>;

/** A turn as the Worker hands it to the conversation's session, after authentication and parsing. */
export const TurnRequest = z.object({
  principal: Principal,
  conversationId: ConversationId,
  turnId: z.string(),
  message: PostedMessage,
  trigger: z.enum(['submit-message', 'regenerate-message']),
  /** `socket`: the checks that the HTTP door makes for each request have not been made yet. */
  door: z.enum(['http', 'socket']).default('http'),
  /** The address of the client that speaks, as its quotas count it. */
  address: z.string().default('unknown'),
  requestId: z.string(),
  traceparent: z.string(),
});
export type TurnRequest = z.infer<typeof TurnRequest>;

/** A `ProblemError` in a form that survives RPC, which drops an error's own fields. */
export interface TurnProblem {
  code: ProblemCode;
  detail: string;
  errors?: FieldError[];
  retryAfterSeconds?: number;
}

/** The end of a turn: complete, by `stop`, or because the runtime died. */
export type TurnOutcome = 'finished' | 'stopped' | 'interrupted';

/** A conversation's session is named by its tenant and itself. */
export const chatSessionName = (tenantId: string, conversationId: string): string => `${tenantId}:${conversationId}`;

/** The business work of a conversation's session. The composition root passes it in. */
export interface SessionWork {
  /** The work of one turn, traced by the request that began it. */
  turn(trace: Pick<TurnRequest, 'requestId' | 'traceparent'>): TurnWork;
  /** Reports the open channels of an owner to the tenant's hub. Rejects when the hub does not answer. */
  noteChannel(tenantId: string, channel: ChatChannel): Promise<ChatChannelAnswer>;
  /** Closes the connections that turns opened; the next turn reopens them. Never rejects. */
  rest(): Promise<void>;
}

export interface TurnWork {
  /** Accepts and stores the message, and starts the answer. */
  begin(turn: TurnRequest, signal: AbortSignal): Promise<TurnStart>;
  /** Stores the answer. Idempotent, because it may be called again after a crash. */
  end(turn: EndedTurn): Promise<void>;
  log: {
    warn(event: string, fields?: Record<string, unknown>): void;
    error(event: string, fields?: Record<string, unknown> & { error?: unknown }): void;
  };
}

export type TurnStart =
  | { problem: TurnProblem }
  | {
      stream: ReadableStream<ChatChunk>;
      /** The earlier answer that the turn continues after an approval; null for a new answer. */
      continues: ChatMessage | null;
      /** Chunks that rebuild it: a client that resumes begins with an empty message. */
      replayed: ChatChunk[];
    };

export interface EndedTurn {
  turn: TurnRequest;
  continues: ChatMessage | null;
  chunks: ChatChunk[];
  outcome: TurnOutcome;
}
