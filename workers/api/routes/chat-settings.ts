import { createRoute } from '@hono/zod-openapi';
import { ChatSettings, ChatUsage, ChatUsageQuery, UpdateChatSettings } from '../../../contracts/chat-settings.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { getChatSettings } from '../../domain/chat/get-chat-settings.ts';
import { getChatUsage } from '../../domain/chat/get-chat-usage.ts';
import { updateChatSettings } from '../../domain/chat/update-chat-settings.ts';
import { ctxOf, router } from '../api-env.ts';
import { allow } from '../middleware/allow.ts';

const security = [{ bearer: [] }];
const settingsResponse = {
  description: 'The current settings',
  content: { 'application/json': { schema: ChatSettings } },
};

const get = createRoute({
  method: 'get',
  path: '/v1/tenant/chat-settings',
  operationId: 'getChatSettings',
  summary: 'Read the chat settings and the available models',
  tags: ['Chat'],
  security,
  middleware: [allow('chat:configure')] as const,
  responses: { 200: settingsResponse, ...problemResponses(...COMMON_PROBLEMS) },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/tenant/chat-settings',
  operationId: 'updateChatSettings',
  summary: 'Update the chat settings: model, monthly limit, moderation, hosts that answers may link to',
  description: 'Applies to turns that begin after the change.',
  tags: ['Chat'],
  security,
  middleware: [allow('chat:configure')] as const,
  request: { body: { required: true, content: { 'application/json': { schema: UpdateChatSettings } } } },
  responses: { 200: settingsResponse, ...problemResponses(400, 413, 415, 422, ...COMMON_PROBLEMS) },
});

const usage = createRoute({
  method: 'get',
  path: '/v1/chat/usage',
  operationId: 'getChatUsage',
  summary: 'Read the chat’s usage and limits for a month',
  tags: ['Chat'],
  security,
  middleware: [allow('chat:read-usage')] as const,
  request: { query: ChatUsageQuery },
  responses: {
    200: { description: 'The month', content: { 'application/json': { schema: ChatUsage } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

/** What a tenant's chat may use, and what it did. */
export const chatSettingsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getChatSettings({ ctx: ctxOf(c), input: { chat: c.get('chat') } }), 200))
    .openapi(update, async (c) => {
      const input = { change: c.req.valid('json'), chat: c.get('chat') };
      return c.json(await updateChatSettings({ ctx: ctxOf(c), input }), 200);
    })
    .openapi(usage, async (c) => {
      const input = { ...c.req.valid('query'), chat: c.get('chat') };
      return c.json(await getChatUsage({ ctx: ctxOf(c), input }), 200);
    });
