import { createRoute, z } from '@hono/zod-openapi';
import { IfMatchHeaders } from '../../../contracts/headers.ts';
import {
  HelpRequest,
  HelpRequestList,
  ListHelpRequestsQuery,
  UpdateHelpRequest,
} from '../../../contracts/help-request.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { listHelpRequests } from '../../domain/help-requests/list-help-requests.ts';
import { updateHelpRequest } from '../../domain/help-requests/update-help-request.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Help requests'];
const security = [{ bearer: [] }];

const list = createRoute({
  method: 'get',
  path: '/v1/help-requests',
  operationId: 'listHelpRequests',
  summary: 'List help requests, newest first',
  description:
    'The chat and MCP create help requests with the tool `request_help`. Staff see all of the tenant’s, customers and guests their own. Each change is also an event on the topic `notifications`.',
  tags,
  security,
  middleware: [allow('help-request:read')] as const,
  request: { query: ListHelpRequestsQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: HelpRequestList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/help-requests/{id}',
  operationId: 'updateHelpRequest',
  summary: 'Update and answer a help request',
  description: 'The person reads `answer` in the chat and receives an event for each change.',
  tags,
  security,
  middleware: [allow('help-request:manage')] as const,
  request: {
    params: z.object({ id: Uuid }),
    headers: IfMatchHeaders,
    body: { required: true, content: { 'application/json': { schema: UpdateHelpRequest } } },
  },
  responses: {
    200: { description: 'The updated request', content: { 'application/json': { schema: HelpRequest } } },
    ...problemResponses(400, 404, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

/** What people ask of the staff. */
export const helpRequestRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listHelpRequests({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(update, async (c) => {
      const { id } = c.req.valid('param');
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const request = await updateHelpRequest({ ctx: ctxOf(c), input: { id, change: c.req.valid('json'), ifVersion } });
      return c.json(request, 200, { etag: etagOf(request) });
    });
