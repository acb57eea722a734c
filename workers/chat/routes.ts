import { UI_MESSAGE_STREAM_HEADERS } from 'ai';
import type { Context } from 'hono';
import { maxSocketsOf } from '../../contracts/channel.ts';
import { type ConversationWithMessages, chatSessionName } from '../../contracts/chat.ts';
import { type ChatSpeaker, SPEAKER_HEADER } from '../../contracts/chat-socket.ts';
import { authorise } from '../domain/context.ts';
import { deleteConversation } from '../domain/conversations/delete-conversation.ts';
import { findConversationOwner } from '../domain/conversations/find-conversation-owner.ts';
import { getConversation } from '../domain/conversations/get-conversation.ts';
import { getRestrictions } from '../domain/conversations/get-restrictions.ts';
import { listConversations } from '../domain/conversations/list-conversations.ts';
import { renameConversation } from '../domain/conversations/rename-conversation.ts';
import { setRestrictions } from '../domain/conversations/set-restrictions.ts';
import { callerAddress } from '../platform/caller-address.ts';
import { newId } from '../platform/ids.ts';
import { ProblemError } from '../platform/problem-error.ts';
import { createRouter } from '../platform/router.ts';
import { tooManySockets } from '../platform/too-many-sockets.ts';
import { type ChatEnv, ctxOf } from './chat-env.ts';
import { lastMessage } from './last-message.ts';
import {
  deleteRoute,
  getRestrictionsRoute,
  getRoute,
  listRoute,
  postRoute,
  renameRoute,
  resumeRoute,
  setRestrictionsRoute,
  socketRoute,
  stopRoute,
} from './route-definitions.ts';

/** Conversations and their streams. Authentication has been done above. */
export const chatRoutes = () =>
  createRouter<ChatEnv>()
    .openapi(postRoute, async (c) => {
      authorise(ctxOf(c), 'chat:use');
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
    .openapi(resumeRoute, async (c) => {
      const { id } = c.req.valid('param');
      // A conversation that nobody has begun is no fault: `useChat` asks before the first message. Another's answers alike.
      if ((await findConversationOwner({ ctx: ctxOf(c), input: { id } })) !== 'self') return c.body(null, 204);
      const { as: kind, ...query } = c.req.valid('query');
      const after = c.req.valid('header')['last-event-id'] ?? query.after;
      const { userId, sessionId } = c.get('principal');
      const running = await sessionOf(c, id).resume({ userId, sessionId, after, kind });
      return running === null ? c.body(null, 204) : streamResponse(running.stream);
    })
    .openapi(socketRoute, async (c) => {
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
        throw new ProblemError('malformed_request', 'This path requires a WebSocket upgrade.');
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
    .openapi(stopRoute, async (c) => {
      const { id } = c.req.valid('param');
      if ((await ownerOf(c, id)) === 'none') throw new ProblemError('not_found', 'There is no such conversation.');
      const { stopped } = await sessionOf(c, id).stop({ userId: c.get('principal').userId });
      return c.json({ stopped }, 200);
    })
    .openapi(listRoute, async (c) =>
      c.json(await listConversations({ ctx: ctxOf(c), input: c.req.valid('query') }), 200),
    )
    .openapi(getRoute, async (c) => c.json(await wholeConversation(c, c.req.valid('param')), 200))
    .openapi(renameRoute, async (c) => {
      const input = { ...c.req.valid('param'), ...c.req.valid('json') };
      return c.json(await renameConversation({ ctx: ctxOf(c), input }), 200);
    })
    .openapi(getRestrictionsRoute, async (c) =>
      c.json(await getRestrictions({ ctx: ctxOf(c), input: c.req.valid('param') }), 200),
    )
    .openapi(setRestrictionsRoute, async (c) => {
      const input = { ...c.req.valid('param'), restrictions: c.req.valid('json') };
      return c.json(await setRestrictions({ ctx: ctxOf(c), input }), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { id } = c.req.valid('param');
      if ((await ownerOf(c, id)) === 'self') await sessionOf(c, id).forget({ userId: c.get('principal').userId });
      await deleteConversation({ ctx: ctxOf(c), input: { id } });
      return c.body(null, 204);
    });

const sessionOf = (c: Context<ChatEnv>, conversationId: string) =>
  c.env.CHAT_SESSION.getByName(chatSessionName(c.get('principal').tenantId, conversationId));

/** The history, and whether an answer is on its way that is not in it: nobody may see neither. */
async function wholeConversation(c: Context<ChatEnv>, input: { id: string }): Promise<ConversationWithMessages> {
  const conversation = await getConversation({ ctx: ctxOf(c), input });
  const { running, ended } = await sessionOf(c, input.id).noteHistoryRead({ userId: c.get('principal').userId });
  // A turn that ended between the two is stored, but not in what was read.
  const isMissed = ended !== null && !conversation.messages.some(({ metadata }) => metadata?.turn_id === ended);
  return { ...(isMissed ? await getConversation({ ctx: ctxOf(c), input }) : conversation), running_turn: running };
}

/** @throws {ProblemError} `not_found` when it is another principal's. */
async function ownerOf(c: Context<ChatEnv>, id: string): Promise<'self' | 'none'> {
  const owner = await findConversationOwner({ ctx: ctxOf(c), input: { id } });
  if (owner === 'other') throw new ProblemError('not_found', 'There is no such conversation.');
  return owner;
}

const streamResponse = (stream: ReadableStream<Uint8Array>) =>
  new Response(stream, { headers: UI_MESSAGE_STREAM_HEADERS });
