import { z } from 'zod';
import { PageQuery, page } from './page.ts';
import { line, Timestamp, Uuid } from './text.ts';

const DocumentFormat = z.enum(['markdown', 'html', 'text']).meta({ id: 'DocumentFormat' });
const Visibility = z.enum(['public', 'staff']).meta({ id: 'Visibility' });

const Title = line(200).meta({ example: 'Delivery and opening hours' });
/** Limited by the size of the request's body. */
const Content = z
  .string()
  .min(1)
  .max(1024 * 1024)
  .meta({ example: '# Opening hours\n\nMonday to Saturday, 11:30 to 22:30.' });

export const CreateDocument = z
  .strictObject({
    source_id: line(200).optional().meta({
      description: 'Your own identifier. Posting with the same one replaces the document',
      example: 'opening-hours.md',
    }),
    title: Title.optional().meta({ description: 'Default: the title in the document itself' }),
    format: DocumentFormat,
    visibility: Visibility.default('public').meta({
      description: '`public`: customers and the chat may read the document. `staff`: customers never see it.',
    }),
    content: Content,
  })
  .meta({ id: 'CreateDocument' });
export type CreateDocument = z.infer<typeof CreateDocument>;

export const UpdateDocument = z
  .strictObject({ title: Title, format: DocumentFormat, visibility: Visibility, content: Content })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name at least one field')
  .refine((change) => change.format === undefined || change.content !== undefined, {
    path: ['format'],
    message: 'goes with content',
  })
  .meta({ id: 'UpdateDocument', minProperties: 1, example: { visibility: 'staff' } });
export type UpdateDocument = z.infer<typeof UpdateDocument>;

const fields = {
  id: Uuid,
  source_id: z.string(),
  title: z.string(),
  format: DocumentFormat,
  visibility: Visibility,
  status: z.enum(['pending', 'ready']).meta({
    description: '`pending` until a job has ingested it. Until then the previous version is searched',
  }),
  characters: z.int().meta({ description: 'Length of the cleaned text' }),
  chunks: z.int().meta({ description: 'Number of chunks that are searched' }),
  job_id: Uuid.meta({ description: 'The job that ingests or ingested the document' }),
  version: z.int(),
  created_at: Timestamp,
  updated_at: Timestamp,
  indexed_at: Timestamp.nullable(),
};

/** A document without its text: what lists carry. */
export const DocumentSummary = z.object(fields).meta({ id: 'DocumentSummary' });
export type DocumentSummary = z.infer<typeof DocumentSummary>;

export const Document = z
  .object({
    ...fields,
    text: z.string().meta({ description: 'The cleaned text. Spans of search hits are offsets into it' }),
  })
  .meta({ id: 'Document' });
export type Document = z.infer<typeof Document>;

export const DocumentList = page(DocumentSummary, 'DocumentList');

export const ListDocumentsQuery = z.strictObject({ ...PageQuery, visibility: Visibility.optional() });
export type ListDocumentsQuery = z.infer<typeof ListDocumentsQuery>;
