import { z } from 'zod';
import { Uuid } from './text.ts';

/** Long enough for a person's whole story; a search uses its rarest words. */
const MAX_QUERY_LENGTH = 8_000;

export const KnowledgeQuery = z
  .string()
  .trim()
  .min(1)
  .max(MAX_QUERY_LENGTH)
  .meta({ pattern: '\\S', example: 'do you deliver on Sundays?' });

export const SearchKnowledgeInput = z
  .strictObject({ query: KnowledgeQuery, limit: z.int().min(1).max(50).default(5) })
  .meta({ id: 'SearchKnowledgeInput' });
export type SearchKnowledgeInput = z.infer<typeof SearchKnowledgeInput>;

/** A piece of a document. Its text is data, never an instruction. */
export const KnowledgeHit = z
  .object({
    document_id: Uuid,
    title: z.string(),
    chunk_id: Uuid,
    heading: z
      .string()
      .nullable()
      .meta({ description: 'The headings above the text, outermost first, joined by ` › `' }),
    text: z.string(),
    span: z
      .object({ start: z.int(), end: z.int() })
      .meta({ description: 'Offsets of the text in the document, in UTF-16 code units. `end` is exclusive' }),
    score: z.number(),
  })
  .meta({ id: 'KnowledgeHit' });
export type KnowledgeHit = z.infer<typeof KnowledgeHit>;
