import { IfMatchHeaders } from '../../../contracts/headers.ts';
import {
  HandedOverConversation,
  HelpRequest,
  HelpRequestList,
  ListHelpRequestsQuery,
  UpdateHelpRequest,
} from '../../../contracts/help-request.ts';
import { listHelpRequests } from '../../domain/help-requests/list-help-requests.ts';
import { readConversationOf } from '../../domain/help-requests/read-conversation-of.ts';
import { updateHelpRequest } from '../../domain/help-requests/update-help-request.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idParams, json, jsonBody, operation } from '../operation.ts';

const tag = 'Help requests';

const list = operation({
  method: 'get',
  path: '/v1/help-requests',
  operationId: 'listHelpRequests',
  summary: 'List help requests, newest first',
  description:
    'The chat and MCP create help requests with the tool `request_help`. Staff see all of the tenant’s, customers and guests their own. Each change is also an event on the topic `notifications`.',
  tag,
  permission: 'help-request:read',
  request: { query: ListHelpRequestsQuery },
  responses: { 200: json('A page of help requests', HelpRequestList) },
});

const update = operation({
  method: 'patch',
  path: '/v1/help-requests/{id}',
  operationId: 'updateHelpRequest',
  summary: 'Update and answer a help request',
  description: 'The person reads `answer` in the chat and receives an event for each change.',
  tag,
  permission: 'help-request:manage',
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(UpdateHelpRequest) },
  responses: { 200: json('The updated request', HelpRequest) },
});

const conversation = operation({
  method: 'get',
  path: '/v1/help-requests/{id}/conversation',
  operationId: 'readHelpConversation',
  summary: 'Read the conversation that a help request came from',
  description:
    'For the staff, while the request is open or in progress. The audit log records who has read it. 404 when the request did not come from a chat or its person has deleted the conversation.',
  tag,
  permission: 'help-request:manage',
  request: { params: idParams },
  problems: [409],
  responses: { 200: json('The conversation, oldest message first', HandedOverConversation) },
});

/** Help requests to the staff. */
export const helpRequestRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listHelpRequests({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(conversation, async (c) => {
      const read = await readConversationOf({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.json(read, 200, { 'cache-control': 'no-store' });
    })
    .openapi(update, async (c) => {
      const { id } = c.req.valid('param');
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const request = await updateHelpRequest({ ctx: ctxOf(c), input: { id, change: c.req.valid('json'), ifVersion } });
      return c.json(request, 200, { etag: etagOf(request) });
    });
