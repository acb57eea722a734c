import { createRoute, z } from '@hono/zod-openapi';
import {
  CreateDocument,
  Document,
  DocumentList,
  ListDocumentsQuery,
  UpdateDocument,
} from '../../../contracts/document.ts';
import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import { COMMON_PROBLEMS, problemResponses } from '../../../contracts/responses.ts';
import { Uuid } from '../../../contracts/text.ts';
import { deleteDocument } from '../../domain/documents/delete-document.ts';
import { getDocument } from '../../domain/documents/get-document.ts';
import { listDocuments } from '../../domain/documents/list-documents.ts';
import { putDocument } from '../../domain/documents/put-document.ts';
import { updateDocument } from '../../domain/documents/update-document.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { allow } from '../middleware/allow.ts';

const tags = ['Documents'];
const security = [{ bearer: [] }];
const permission = allow('document:manage');
const params = z.object({ id: Uuid });
const documentResponse = (description: string) => ({
  description,
  content: { 'application/json': { schema: Document } },
});

const list = createRoute({
  method: 'get',
  path: '/v1/documents',
  operationId: 'listDocuments',
  summary: 'List documents, newest first, without their texts',
  tags,
  security,
  middleware: [permission] as const,
  request: { query: ListDocumentsQuery },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: DocumentList } } },
    ...problemResponses(422, ...COMMON_PROBLEMS),
  },
});

const create = createRoute({
  method: 'post',
  path: '/v1/documents',
  operationId: 'createDocument',
  summary: 'Create or replace a document',
  description:
    'Markdown, HTML or plain text, cleaned of invisible text. A job splits and indexes the document; `job_updated` events report its progress. A document with the same `source_id`, or without one with the same content, is replaced. Its previous version is searched until the job has finished.',
  tags,
  security,
  middleware: [permission] as const,
  request: {
    headers: IdempotencyHeaders,
    body: { required: true, content: { 'application/json': { schema: CreateDocument } } },
  },
  responses: {
    200: documentResponse('It was there already, and is as you sent it now'),
    201: documentResponse('Added'),
    ...problemResponses(400, 409, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/documents/{id}',
  operationId: 'getDocument',
  summary: 'Read a document with its cleaned text',
  tags,
  security,
  middleware: [permission] as const,
  request: { params },
  responses: { 200: documentResponse('The document'), ...problemResponses(404, 422, ...COMMON_PROBLEMS) },
});

const update = createRoute({
  method: 'patch',
  path: '/v1/documents/{id}',
  operationId: 'updateDocument',
  summary: 'Update a document',
  description: 'A new title or content is ingested by a job. A new visibility applies at once.',
  tags,
  security,
  middleware: [permission] as const,
  request: {
    params,
    headers: IfMatchHeaders,
    body: { required: true, content: { 'application/json': { schema: UpdateDocument } } },
  },
  responses: {
    200: documentResponse('As it is now'),
    ...problemResponses(400, 404, 412, 413, 415, 422, ...COMMON_PROBLEMS),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/v1/documents/{id}',
  operationId: 'deleteDocument',
  summary: 'Delete a document',
  tags,
  security,
  middleware: [permission] as const,
  request: { params, headers: IfMatchHeaders },
  responses: { 204: { description: 'Gone' }, ...problemResponses(404, 412, 422, ...COMMON_PROBLEMS) },
});

/** What the shop wants known. */
export const documentRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listDocuments({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { route: 'POST /v1/documents', input, isKeyRequired: false }, async (ctx) => {
        const { document, isNew } = await putDocument({ ctx, input });
        const headers = { etag: etagOf(document), location: `/v1/documents/${document.id}` };
        return jsonResponse(isNew ? 201 : 200, document, headers);
      });
    })
    .openapi(get, async (c) => {
      const document = await getDocument({ ctx: ctxOf(c), input: c.req.valid('param') });
      return c.json(document, 200, { etag: etagOf(document) });
    })
    .openapi(update, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      const document = await updateDocument({
        ctx: ctxOf(c),
        input: { id: c.req.valid('param').id, change: c.req.valid('json'), ifVersion },
      });
      return c.json(document, 200, { etag: etagOf(document) });
    })
    .openapi(remove, async (c) => {
      const ifVersion = ifMatchVersion(c.req.header('if-match'));
      await deleteDocument({ ctx: ctxOf(c), input: { id: c.req.valid('param').id, ifVersion } });
      return c.body(null, 204);
    });
