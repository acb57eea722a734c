import { z } from '@hono/zod-openapi';
import { UI_MESSAGE_STREAM_HEADERS } from 'ai';
import type { Context } from 'hono';
import { maxSocketsOf } from '../../../contracts/channel.ts';
import {
  ChatRequest,
  ChatSocketQuery,
  Conversation,
  ConversationId,
  ConversationList,
  ConversationWithMessages,
  chatSessionName,
  ListConversationsQuery,
  RenameConversation,
  ResumeChatQuery,
  StopResult,
  StreamPosition,
} from '../../../contracts/chat.ts';
import { Restrictions, SetRestrictions } from '../../../contracts/chat-restrictions.ts';
import { type ChatSpeaker, SPEAKER_HEADER } from '../../../contracts/chat-socket.ts';
import { loginOf } from '../../../contracts/identity.ts';
import { ServerSentEvent } from '../../../contracts/server-sent-event.ts';
import { lastMessage } from '../../chat/last-message.ts';
import { deleteConversation } from '../../domain/conversations/delete-conversation.ts';
import { findConversationOwner } from '../../domain/conversations/find-conversation-owner.ts';
import { getConversation } from '../../domain/conversations/get-conversation.ts';
import { getRestrictions } from '../../domain/conversations/get-restrictions.ts';
import { listConversations } from '../../domain/conversations/list-conversations.ts';
import { renameConversation } from '../../domain/conversations/rename-conversation.ts';
import { setRestrictions } from '../../domain/conversations/set-restrictions.ts';
import { callerAddress } from '../../platform/caller-address.ts';
import { newId } from '../../platform/ids.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { tooManySockets } from '../../platform/too-many-sockets.ts';
import { type ApiEnv, ctxOf, router } from '../api-env.ts';
import { json, jsonBody, operation } from '../operation.ts';

const params = z.object({ id: ConversationId });
const uiMessageStream = {
  description: "The AI SDK's UI-message stream, version 1, as server-sent events",
  content: { 'text/event-stream': { schema: ServerSentEvent } },
};

const tag = 'Chat';

const post = operation({
  method: 'post',
  path: '/v1/chat',
  operationId: 'postChat',
  summary: 'Send a message or an approval, and stream the answer',
  description:
    'Accepts the request of `useChat`. Only the last message is read: a user message with text, or the last answer with ' +
    '`approval-responded` parts. The answer continues when the client drops; see the resume operation.',
  tag,
  permission: 'chat:use',
  request: { body: jsonBody(ChatRequest) },
  quota: 'chat',
  problems: [404, 409],
  responses: { 200: uiMessageStream },
});

const resume = operation({
  method: 'get',
  path: '/v1/chat/{id}/stream',
  operationId: 'resumeChat',
  summary: 'Stream the running answer from its start',
  description:
    'Every reader receives the same chunks. A finished answer can be streamed for another minute if the history was ' +
    'read while it ran; otherwise 204, and the history has it.',
  tag,
  permission: 'chat:use',
  request: { params, query: ResumeChatQuery, headers: z.object({ 'last-event-id': StreamPosition.optional() }) },
  responses: {
    200: uiMessageStream,
    204: { description: 'No answer is running' },
  },
});

const socket = operation({
  method: 'get',
  path: '/v1/chat/{id}/ws',
  operationId: 'openChatSocket',
  summary: 'Chat over a WebSocket',
  description:
    'Speaks the protocol of the AI SDK’s `WebSocketChatTransport`. A conversation begins with its first message.',
  tag,
  permission: 'chat:use',
  request: { params, query: ChatSocketQuery },
  problems: [400],
  responses: { 101: { description: 'Switching to WebSocket' } },
});

const stop = operation({
  method: 'post',
  path: '/v1/chat/{id}/stop',
  operationId: 'stopChat',
  summary: 'Stop the running answer',
  tag,
  permission: 'chat:use',
  request: { params },
  responses: { 200: json('Whether an answer was stopped', StopResult) },
});

const list = operation({
  method: 'get',
  path: '/v1/chat',
  operationId: 'listConversations',
  summary: 'List your conversations, most recent first',
  tag,
  permission: 'chat:use',
  request: { query: ListConversationsQuery },
  responses: { 200: json('A page of conversations', ConversationList) },
});

const get = operation({
  method: 'get',
  path: '/v1/chat/{id}',
  operationId: 'getConversation',
  summary: 'Read one of your conversations with its messages',
  tag,
  permission: 'chat:use',
  request: { params },
  responses: { 200: json('The conversation with its messages in the format of `useChat`', ConversationWithMessages) },
});

const rename = operation({
  method: 'patch',
  path: '/v1/chat/{id}',
  operationId: 'renameConversation',
  summary: 'Rename one of your conversations',
  tag,
  permission: 'chat:use',
  request: { params, body: jsonBody(RenameConversation) },
  responses: { 200: json('The renamed conversation', Conversation) },
});

const readRestrictions = operation({
  method: 'get',
  path: '/v1/chat/{id}/restrictions',
  operationId: 'getRestrictions',
  summary: 'Read the restrictions of one of your conversations',
  tag,
  permission: 'chat:use',
  request: { params },
  responses: {
    200: json(
      'The allergens and diets that each search, quote and order of the conversation is checked for',
      Restrictions,
    ),
  },
});

const replaceRestrictions = operation({
  method: 'put',
  path: '/v1/chat/{id}/restrictions',
  operationId: 'setRestrictions',
  summary: 'Update the restrictions of one of your conversations',
  description:
    'Send codes, or names in any supported language. The change applies from the next turn on; later messages can add restrictions. You can set restrictions before the first message.',
  tag,
  permission: 'chat:use',
  request: { params, body: jsonBody(SetRestrictions) },
  responses: { 200: json('The updated restrictions', Restrictions) },
});

const remove = operation({
  method: 'delete',
  path: '/v1/chat/{id}',
  operationId: 'deleteConversation',
  summary: 'Delete one of your conversations',
  tag,
  permission: 'chat:use',
  request: { params },
  responses: {
    204: { description: 'Deleted. Orders that were placed in the conversation stay' },
  },
});

/** Conversations and their streams. */
export const chatRoutes = () =>
  router()
    .openapi(post, async (c) => {
      const { id, trigger, message, messages } = c.req.valid('json');
      const { requestId, traceparent } = c.get('services').trace;
      const result = await sessionOf(c, id).post({
        principal: c.get('principal'),
        conversationId: id,
        turnId: newId(),
        message: lastMessage({ message, messages }),
        trigger,
        door: 'http',
        address: callerAddress(c.req),
        requestId,
        traceparent,
      });
      if ('problem' in result) {
        const { code, detail, ...more } = result.problem;
        throw new ProblemError(code, detail, more);
      }
      return streamResponse(result.stream);
    })
    .openapi(resume, async (c) => {
      const { id } = c.req.valid('param');
      // A missing conversation is no fault: `useChat` asks before the first message. Another's conversation gets the
      // same answer.
      if ((await findConversationOwner({ ctx: ctxOf(c), input: { id } })) !== 'self') return c.body(null, 204);
      const { as: kind, ...query } = c.req.valid('query');
      const after = c.req.valid('header')['last-event-id'] ?? query.after;
      const principal = c.get('principal');
      const caller = { userId: principal.userId, sessionId: loginOf(principal) };
      const running = await sessionOf(c, id).resume({ ...caller, after, kind });
      return running === null ? c.body(null, 204) : streamResponse(running.stream);
    })
    .openapi(socket, async (c) => {
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
        throw new ProblemError(
          'malformed_request',
          'This path requires a WebSocket upgrade. Connect with a WebSocket client.',
        );
      }
      const { id } = c.req.valid('param');
      await ownerOf(c, id);
      const { requestId, traceparent } = c.get('services').trace;
      const speaker: ChatSpeaker = {
        principal: c.get('principal'),
        conversationId: id,
        address: callerAddress(c.req),
        requestId,
        traceparent,
      };
      const { status, webSocket } = await sessionOf(c, id).fetch('https://session/', {
        headers: { upgrade: 'websocket', [SPEAKER_HEADER]: JSON.stringify(speaker) },
      });
      if (status === 401) throw new ProblemError('unauthenticated', 'The session has ended. Log in again.');
      if (status === 429) throw tooManySockets(maxSocketsOf(speaker.principal));
      if (webSocket === null)
        throw new ProblemError('unavailable', 'The chat session did not open a socket. Retry in a moment.');
      return new Response(null, { status: 101, webSocket });
    })
    .openapi(stop, async (c) => {
      const { id } = c.req.valid('param');
      if ((await ownerOf(c, id)) === 'none')
        throw new ProblemError('not_found', 'There is no conversation with this id that you may read.');
      const { stopped } = await sessionOf(c, id).stop({ userId: c.get('principal').userId });
      return c.json({ stopped }, 200);
    })
    .openapi(list, async (c) => c.json(await listConversations({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(get, async (c) => c.json(await wholeConversation(c, c.req.valid('param')), 200))
    .openapi(rename, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('json') };
      return c.json(await renameConversation({ ctx: ctxOf(c), input }), 200);
    })
    .openapi(readRestrictions, async (c) =>
      c.json(await getRestrictions({ ctx: ctxOf(c), input: c.req.valid('param') }), 200),
    )
    .openapi(replaceRestrictions, async (c) => {
      const input = { ...c.req.valid('param'), restrictions: c.req.valid('json') };
      return c.json(await setRestrictions({ ctx: ctxOf(c), input }), 200);
    })
    .openapi(remove, async (c) => {
      const { id } = c.req.valid('param');
      if ((await ownerOf(c, id)) === 'self') await sessionOf(c, id).forget({ userId: c.get('principal').userId });
      await deleteConversation({ ctx: ctxOf(c), input: { id } });
      return c.body(null, 204);
    });

const sessionOf = (c: Context<ApiEnv>, conversationId: string) =>
  c.env.CHAT_SESSION.getByName(chatSessionName(c.get('principal').tenantId, conversationId));

/** The history and the running turn: a client must see an answer in one of them. */
async function wholeConversation(c: Context<ApiEnv>, input: { id: string }): Promise<ConversationWithMessages> {
  const conversation = await getConversation({ ctx: ctxOf(c), input });
  const { running, ended } = await sessionOf(c, input.id).noteHistoryRead({ userId: c.get('principal').userId });
  // A turn that ended between the two is stored, but not in what was read.
  const isMissed = ended !== null && !conversation.messages.some(({ metadata }) => metadata?.turn_id === ended);
  return { ...(isMissed ? await getConversation({ ctx: ctxOf(c), input }) : conversation), running_turn: running };
}

/** @throws {ProblemError} `not_found` when it is another principal's. */
async function ownerOf(c: Context<ApiEnv>, id: string): Promise<'self' | 'none'> {
  const owner = await findConversationOwner({ ctx: ctxOf(c), input: { id } });
  if (owner === 'other')
    throw new ProblemError('not_found', 'There is no conversation with this id that you may read.');
  return owner;
}

const streamResponse = (stream: ReadableStream<Uint8Array>) =>
  new Response(stream, { headers: UI_MESSAGE_STREAM_HEADERS });
