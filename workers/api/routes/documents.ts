import {
  CreateDocument,
  Document,
  DocumentList,
  ListDocumentsQuery,
  UpdateDocument,
} from '../../../contracts/document.ts';
import { IdempotencyHeaders, IfMatchHeaders } from '../../../contracts/headers.ts';
import { deleteDocument } from '../../domain/documents/delete-document.ts';
import { getDocument } from '../../domain/documents/get-document.ts';
import { listDocuments } from '../../domain/documents/list-documents.ts';
import { putDocument } from '../../domain/documents/put-document.ts';
import { updateDocument } from '../../domain/documents/update-document.ts';
import { ctxOf, router } from '../api-env.ts';
import { etagOf, ifMatchVersion } from '../etag.ts';
import { idempotently } from '../idempotent.ts';
import { jsonResponse } from '../json-response.ts';
import { idParams, json, jsonBody, operation } from '../operation.ts';

const tag = 'Documents';

const list = operation({
  method: 'get',
  path: '/v1/documents',
  operationId: 'listDocuments',
  summary: 'List documents, newest first, without their texts',
  tag,
  permission: 'document:manage',
  request: { query: ListDocumentsQuery },
  responses: { 200: json('A page of documents', DocumentList) },
});

const create = operation({
  method: 'post',
  path: '/v1/documents',
  operationId: 'createDocument',
  summary: 'Create or replace a document',
  description:
    'Markdown, HTML or plain text, cleaned of invisible text. A job splits and indexes the document; `job_updated` events report its progress. A document with the same `source_id`, or without one with the same content, is replaced. Its previous version is searched until the job has finished.',
  tag,
  permission: 'document:manage',
  request: { headers: IdempotencyHeaders, body: jsonBody(CreateDocument) },
  responses: {
    200: json('The document existed and now has the content that you sent', Document),
    201: json('The created document', Document),
  },
});

const get = operation({
  method: 'get',
  path: '/v1/documents/{id}',
  operationId: 'getDocument',
  summary: 'Read a document with its cleaned text',
  tag,
  permission: 'document:manage',
  request: { params: idParams },
  responses: { 200: json('The document', Document) },
});

const update = operation({
  method: 'patch',
  path: '/v1/documents/{id}',
  operationId: 'updateDocument',
  summary: 'Update a document',
  description: 'A new title or content is ingested by a job. A new visibility applies at once.',
  tag,
  permission: 'document:manage',
  request: { params: idParams, headers: IfMatchHeaders, body: jsonBody(UpdateDocument) },
  responses: { 200: json('The updated document', Document) },
});

const remove = operation({
  method: 'delete',
  path: '/v1/documents/{id}',
  operationId: 'deleteDocument',
  summary: 'Delete a document',
  tag,
  permission: 'document:manage',
  request: { params: idParams, headers: IfMatchHeaders },
  responses: { 204: { description: 'Deleted' } },
});

/** Documents of a shop. */
export const documentRoutes = () =>
  router()
    .openapi(list, async (c) => c.json(await listDocuments({ ctx: ctxOf(c), input: c.req.valid('query') }), 200))
    .openapi(create, async (c) => {
      const input = c.req.valid('json');
      return await idempotently(c, { input }, async (ctx) => {
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
