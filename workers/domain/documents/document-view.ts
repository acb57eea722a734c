import type { Document, DocumentSummary } from '../../../contracts/document.ts';
import type { documents } from '../../../schema/tables/search.ts';

export type DocumentRow = typeof documents.$inferSelect;
/** The columns of a list, without the text, which may be a megabyte. */
export type DocumentSummaryRow = Omit<DocumentRow, 'text'> & { characters: number };

/** A row as lists show it. */
export function documentSummary(row: DocumentSummaryRow): DocumentSummary {
  return {
    id: row.id,
    source_id: row.sourceId,
    title: row.title,
    format: row.format,
    visibility: row.visibility,
    status: row.status,
    characters: row.characters,
    chunks: row.chunkCount,
    job_id: row.jobId,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    indexed_at: row.indexedAt?.toISOString() ?? null,
  };
}

/** A row as clients see it, its text included. */
export const documentView = (row: DocumentRow): Document => ({
  ...documentSummary({ ...row, characters: row.text.length }),
  text: row.text,
});
