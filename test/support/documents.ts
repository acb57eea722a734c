import type { Document } from '../../contracts/document.ts';
import type { KnowledgeHit } from '../../contracts/knowledge.ts';
import type { SearchHit } from '../../contracts/search.ts';
import { answer, type TestTenant, type TestUser } from './tenant.ts';
import { until } from './until.ts';

/** Posts a document and waits until its job has ingested it. */
export async function addDocument(tenant: TestTenant, fields: Record<string, unknown>): Promise<Document> {
  const json = { format: 'markdown', ...fields };
  const response = await tenant.owner.call('POST', '/v1/documents', { json });
  const document = await response.json<Document>();
  if (![200, 201].includes(response.status)) throw new Error(`the document was refused: ${JSON.stringify(document)}`);
  return await ingested(tenant, document.id);
}

/** The document once its newest version is searched. */
export async function ingested(tenant: TestTenant, id: string): Promise<Document> {
  const read = async () => await answer<Document>(await tenant.owner.call('GET', `/v1/documents/${id}`), 200);
  return await until(read, ({ status }) => status === 'ready', 15_000);
}

/** Searches as this user. */
export async function search(user: TestUser, query: string, more: Record<string, unknown> = {}): Promise<SearchHit[]> {
  const response = await user.call('POST', '/v1/search', { json: { query, ...more } });
  return (await answer<{ data: SearchHit[] }>(response, 200)).data;
}

/** The pieces of documents alone. */
export async function searchDocuments(user: TestUser, query: string): Promise<KnowledgeHit[]> {
  const hits = await search(user, query, { kinds: ['document'] });
  return hits.flatMap((hit) => (hit.kind === 'document' ? [hit] : []));
}
