import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Context } from 'hono';
import { NO_RESTRICTIONS } from '../../../contracts/chat-restrictions.ts';
import { mcpServer } from '../../chat/mcp/mcp-server.ts';
import { requireActor } from '../../domain/context.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { type ApiEnv, ctxOf, router } from '../api-env.ts';
import { checkOrigin } from '../middleware/check-origin.ts';
import { operation } from '../operation.ts';

const call = operation({
  method: 'post',
  path: '/mcp',
  operationId: 'callMcp',
  summary: 'Call a tool over MCP',
  tag: 'Chat',
  permission: 'any',
  quota: async ({ req }) => (isToolCall(await req.json().catch(() => undefined)) ? 'chat' : 'writes'),
  before: checkOrigin,
  // The protocol documents its own messages.
  hide: true,
  responses: { 200: { description: 'The response of the MCP server' } },
});

/**
 * The MCP endpoint: Streamable HTTP without sessions, so that any isolate answers any request. GET and DELETE, which
 * are for sessions, are answered 405.
 */
export const mcpRoutes = () =>
  router().openapi(call, async (c) => {
    const { log } = c.get('services');
    const session = {
      ctx: ctxOf(c),
      conversationId: null,
      answering: null,
      restrictions: NO_RESTRICTIONS,
    };
    const handler = createMcpHandler(() => mcpServer(session), {
      // No resource here changes, so there is nothing to subscribe to.
      maxSubscriptions: 0,
      keepAliveMs: 0,
      onerror: (error) => log.warn('mcp_request_refused', { error }),
    });
    const body = await parsedBody(c);
    // A tool asks the database itself.
    if (!isToolCall(body.parsedBody)) await requireActor(session.ctx);
    const response = await handler.fetch(withPlainAccept(c.req.raw), body);
    // Whole, since the services of this request are closed once it is answered.
    const whole = new Response(response.body === null ? null : await response.arrayBuffer(), response);
    whole.headers.set('cache-control', 'no-store');
    return whole;
  });

const ANSWERS = ['application/json', 'text/event-stream'];

/**
 * The protocol's library compares the text of `Accept` with the two media types that it answers with. A client that
 * accepts both by ranges, or by sending no header at all, means the same. RFC 9110, section 12.5.1.
 */
function withPlainAccept(request: Request): Request {
  const accept = request.headers.get('accept') ?? '*/*';
  const ranges = accept.split(',').map((range) => range.trim().toLowerCase());
  const isAccepted = (type: string): boolean =>
    ranges.some((range) => {
      const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
      const matches = name === '*/*' || name === type || name === `${type.split('/')[0]}/*`;
      return matches && !parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter));
    });
  if (!ANSWERS.every(isAccepted)) return request;
  const headers = new Headers(request.headers);
  headers.set('accept', ANSWERS.join(', '));
  return new Request(request.url, { method: request.method, headers, signal: request.signal });
}

/** The body that was parsed by the checks; other media types are refused by the protocol. */
async function parsedBody(c: Context<ApiEnv>): Promise<{ parsedBody?: unknown }> {
  if ((await c.req.text()) === '') throw new ProblemError('malformed_request', 'Send one JSON-RPC message.');
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return {};
  const body: unknown = await c.req.json();
  if (Array.isArray(body))
    throw new ProblemError('malformed_request', 'Send one JSON-RPC message. Batches are not supported.');
  return { parsedBody: body };
}

const isToolCall = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'method' in body && body.method === 'tools/call';
