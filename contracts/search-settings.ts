import { z } from 'zod';
import { Timestamp } from './text.ts';

/** ISO 639-1. */
const Language = z
  .string()
  .regex(/^[a-z]{2}$/, 'must be an ISO 639-1 code such as de')
  .meta({
    example: 'de',
    description:
      'ISO 639-1. Words are stemmed in ar, da, de, el, en, es, fi, fr, hi, hu, id, it, nl, no, pt, ro, ru, sv, ta and tr. In other languages words match exactly',
  });

export const SearchSettings = z
  .object({ language: Language, updated_at: Timestamp.nullable().meta({ description: 'Null: never changed' }) })
  .meta({ id: 'SearchSettings' });
export type SearchSettings = z.infer<typeof SearchSettings>;

export const UpdateSearchSettings = z.strictObject({ language: Language }).meta({ id: 'UpdateSearchSettings' });
export type UpdateSearchSettings = z.infer<typeof UpdateSearchSettings>;
