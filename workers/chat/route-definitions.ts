import { createRoute, z } from '@hono/zod-openapi';
import {
  ChatRequest,
  ChatSocketQuery,
  Conversation,
  ConversationId,
  ConversationList,
  ConversationWithMessages,
  ListConversationsQuery,
  RenameConversation,
  ResumeChatQuery,
  StopResult,
  StreamPosition,
} from '../../contracts/chat.ts';
import { Restrictions, SetRestrictions } from '../../contracts/chat-restrictions.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../contracts/responses.ts';
import { ServerSentEvent } from '../../contracts/server-sent-event.ts';

const shared = { tags: ['Chat'], security: [{ bearer: [] }] };
const params = z.object({ id: ConversationId });
const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});
const uiMessageStream = {
  description: "The AI SDK's UI-message stream, version 1, as server-sent events",
  content: { 'text/event-stream': { schema: ServerSentEvent } },
};

export const postRoute = createRoute({
  ...shared,
  method: 'post',
  path: '/v1/chat',
  operationId: 'postChat',
  summary: 'Send a message or an approval, and stream the answer',
  description:
    'Accepts the request of `useChat`. Only the last message is read: a user message with text, or the last answer with ' +
    '`approval-responded` parts. The answer goes on when the client drops; see the resume operation.',
  request: { body: { required: true, content: { 'application/json': { schema: ChatRequest } } } },
  responses: { 200: uiMessageStream, ...problemResponses(400, 404, 409, 413, 415, 422, ...COMMON_PROBLEMS) },
});

export const resumeRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/chat/{id}/stream',
  operationId: 'resumeChat',
  summary: 'Stream the running answer from its start',
  description:
    'Every reader receives the same chunks. A finished answer can be streamed for another minute if the history was ' +
    'read while it ran; otherwise 204, and the history has it.',
  request: { params, query: ResumeChatQuery, headers: z.object({ 'last-event-id': StreamPosition.optional() }) },
  responses: {
    200: uiMessageStream,
    204: { description: 'No answer is running' },
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

export const socketRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/chat/{id}/ws',
  operationId: 'openChatSocket',
  summary: 'Chat over a WebSocket',
  description:
    'Speaks the protocol of the AI SDK’s `WebSocketChatTransport`. A conversation begins with its first message.',
  request: { params, query: ChatSocketQuery },
  responses: { 101: { description: 'Switching to WebSocket' }, ...problemResponses(400, 404, 422, ...COMMON_PROBLEMS) },
});

export const stopRoute = createRoute({
  ...shared,
  method: 'post',
  path: '/v1/chat/{id}/stop',
  operationId: 'stopChat',
  summary: 'Stop the running answer',
  request: { params },
  responses: {
    200: json('Whether something was stopped', StopResult),
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

export const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/chat',
  operationId: 'listConversations',
  summary: 'List your conversations, most recent first',
  request: { query: ListConversationsQuery },
  responses: { 200: json('A page', ConversationList), ...problemResponses(422, ...COMMON_PROBLEMS) },
});

export const getRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/chat/{id}',
  operationId: 'getConversation',
  summary: 'Read one of your conversations with its messages',
  request: { params },
  responses: {
    200: json('Messages as `useChat` takes them', ConversationWithMessages),
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

export const renameRoute = createRoute({
  ...shared,
  method: 'patch',
  path: '/v1/chat/{id}',
  operationId: 'renameConversation',
  summary: 'Rename one of your conversations',
  request: { params, body: { required: true, content: { 'application/json': { schema: RenameConversation } } } },
  responses: {
    200: json('As it is now', Conversation),
    ...problemResponses(400, 404, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

export const getRestrictionsRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/v1/chat/{id}/restrictions',
  operationId: 'getRestrictions',
  summary: 'Read the restrictions of one of your conversations',
  request: { params },
  responses: {
    200: json('Allergens and diets that every search, quote and order of it is checked against', Restrictions),
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});

export const setRestrictionsRoute = createRoute({
  ...shared,
  method: 'put',
  path: '/v1/chat/{id}/restrictions',
  operationId: 'setRestrictions',
  summary: 'Update the restrictions of one of your conversations',
  description:
    'Send codes, or names in any supported language. The change applies from the next turn on; later messages can add restrictions. You can set restrictions before the first message.',
  request: { params, body: { required: true, content: { 'application/json': { schema: SetRestrictions } } } },
  responses: {
    200: json('The restrictions that hold', Restrictions),
    ...problemResponses(400, 404, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

export const deleteRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/v1/chat/{id}',
  operationId: 'deleteConversation',
  summary: 'Delete one of your conversations',
  request: { params },
  responses: {
    204: { description: 'Deleted. Orders that were placed in the conversation stay' },
    ...problemResponses(404, 422, ...COMMON_PROBLEMS),
  },
});
