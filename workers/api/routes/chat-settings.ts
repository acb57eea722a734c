import { ChatSettings, ChatUsage, ChatUsageQuery, UpdateChatSettings } from '../../../contracts/chat-settings.ts';
import { getChatSettings } from '../../domain/chat/get-chat-settings.ts';
import { getChatUsage } from '../../domain/chat/get-chat-usage.ts';
import { updateChatSettings } from '../../domain/chat/update-chat-settings.ts';
import { ctxOf, router } from '../api-env.ts';
import { json, jsonBody, operation } from '../operation.ts';

const settingsResponse = json('The current settings', ChatSettings);

const tag = 'Chat';

const get = operation({
  method: 'get',
  path: '/v1/tenant/chat-settings',
  operationId: 'getChatSettings',
  summary: 'Read the chat settings and the available models',
  tag,
  permission: 'chat:configure',
  responses: { 200: settingsResponse },
});

const update = operation({
  method: 'patch',
  path: '/v1/tenant/chat-settings',
  operationId: 'updateChatSettings',
  summary: 'Update the chat settings: model, monthly limit, moderation, hosts that answers may link to',
  description: 'Applies to turns that begin after the change.',
  tag,
  permission: 'chat:configure',
  request: { body: jsonBody(UpdateChatSettings) },
  responses: { 200: settingsResponse },
});

const usage = operation({
  method: 'get',
  path: '/v1/chat/usage',
  operationId: 'getChatUsage',
  summary: 'Read the chat’s usage and limits for a month',
  tag,
  permission: 'chat:read-usage',
  request: { query: ChatUsageQuery },
  responses: { 200: json('The usage of the month', ChatUsage) },
});

/** Chat settings and usage of a tenant. */
export const chatSettingsRoutes = () =>
  router()
    .openapi(get, async (c) => c.json(await getChatSettings({ ctx: ctxOf(c) }), 200))
    .openapi(update, async (c) => c.json(await updateChatSettings({ ctx: ctxOf(c), input: c.req.valid('json') }), 200))
    .openapi(usage, async (c) => c.json(await getChatUsage({ ctx: ctxOf(c), input: c.req.valid('query') }), 200));
