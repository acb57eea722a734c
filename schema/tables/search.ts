import { sql } from 'drizzle-orm';
import { customType, integer, jsonb, pgTable, primaryKey, real, text, uuid } from 'drizzle-orm/pg-core';
import type { Document } from '../../contracts/document.ts';
import type { Synonym } from '../../contracts/synonyms.ts';
import { bytes, instant, tenantId } from './columns.ts';

/** A vector of half-precision numbers. Without a dimension of its own: each model's vectors have theirs. */
const halfvec = customType<{ data: string }>({ dataType: () => 'halfvec' });

export const documents = pgTable('documents', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  sourceId: text('source_id').notNull(),
  title: text('title').notNull(),
  format: text('format').$type<Document['format']>().notNull(),
  visibility: text('visibility').$type<Document['visibility']>().notNull(),
  /** The cleaned text, to which the spans of chunks refer. */
  text: text('text').notNull(),
  contentHash: text('content_hash').notNull(),
  status: text('status').$type<Document['status']>().notNull(),
  chunkCount: integer('chunk_count').notNull().default(0),
  jobId: uuid('job_id').notNull(),
  version: integer('version').notNull().default(1),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  indexedAt: instant('indexed_at'),
});

/**
 * Texts that retrieval searches: a product is one chunk, a document one or more. Triggers keep the inverted index in
 * step.
 */
export const chunks = pgTable('chunks', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  productId: uuid('product_id'),
  documentId: uuid('document_id'),
  kind: text('kind')
    .$type<'product' | 'document'>()
    .notNull()
    .generatedAlwaysAs(sql`CASE WHEN product_id IS NULL THEN 'document' ELSE 'product' END`),
  position: integer('position').notNull().default(0),
  spanStart: integer('span_start'),
  spanEnd: integer('span_end'),
  /** The headings above it within a document. */
  heading: text('heading'),
  /** Words of the title weigh more than those of the content. */
  title: text('title').notNull(),
  content: text('content').notNull(),
  length: integer('length').notNull().generatedAlwaysAs(sql`char_length(title) + char_length(content)`),
  /** A trigger overwrites every value. */
  contentHash: bytes('content_hash').notNull().default(sql`''`),
  embeddedWith: text('embedded_with'),
  language: text('language').notNull().default('en'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

export const embeddings = pgTable(
  'embeddings',
  {
    tenantId: tenantId(),
    model: text('model').notNull(),
    contentHash: bytes('content_hash').notNull(),
    dimensions: integer('dimensions').notNull(),
    embedding: halfvec('embedding').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.model, table.contentHash] })],
);

export const searchIndexes = pgTable('search_indexes', {
  tenantId: tenantId().primaryKey(),
  model: text('model').notNull(),
  dimensions: integer('dimensions').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const searchStatistics = pgTable(
  'search_statistics',
  {
    tenantId: tenantId(),
    kind: text('kind').notNull(),
    chunks: integer('chunks').notNull(),
    averageLength: real('average_length').notNull(),
    /** The number of chunks when the common terms were last counted; null before the first count. */
    countedChunks: integer('counted_chunks'),
    countedAt: instant('counted_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.kind] })],
);

export const chunkTerms = pgTable(
  'chunk_terms',
  {
    tenantId: tenantId(),
    kind: text('kind').notNull(),
    term: text('term').notNull(),
    chunkId: uuid('chunk_id').notNull(),
    weight: real('weight').notNull(),
    length: integer('length').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.kind, table.term, table.chunkId] })],
);

/** The tenant's settings for search. */
export const searchSettings = pgTable('search_settings', {
  tenantId: tenantId().primaryKey(),
  language: text('language').notNull().default('en'),
  updatedAt: instant('updated_at').notNull(),
  /** A trigger writes them as searches look them up, into `search_synonyms`. */
  synonyms: jsonb('synonyms').$type<Synonym[]>().notNull().default([]),
  /** Null: never changed. */
  synonymsUpdatedAt: instant('synonyms_updated_at'),
});

/** Synonyms by term: a query with all terms of `needs`, which include `term`, also searches for `synonym`. */
export const searchSynonyms = pgTable(
  'search_synonyms',
  {
    tenantId: tenantId(),
    term: text('term').notNull(),
    needs: text('needs').array().notNull(),
    synonym: text('synonym').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.term, table.needs, table.synonym] })],
);

/** Searches that found nothing; `query` is null until several people searched for it. */
export const searchMisses = pgTable(
  'search_misses',
  {
    tenantId: tenantId(),
    queryHash: text('query_hash').notNull(),
    query: text('query'),
    seekers: text('seekers').array().notNull(),
    searches: integer('searches').notNull(),
    searchedAt: instant('searched_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.queryHash] })],
);

/** Terms that occur in many chunks, with their share of the chunks. */
export const commonTerms = pgTable(
  'common_terms',
  {
    tenantId: tenantId(),
    kind: text('kind').notNull(),
    term: text('term').notNull(),
    share: real('share').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.kind, table.term] })],
);

/** Words of a tenant's texts as they are spelled, with their stems. */
export const vocabulary = pgTable(
  'vocabulary',
  {
    tenantId: tenantId(),
    word: text('word').notNull(),
    term: text('term').notNull(),
    /** Its consonants. */
    sounds: text('sounds').notNull().generatedAlwaysAs(sql`consonants(word)`),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.word, table.term] })],
);
