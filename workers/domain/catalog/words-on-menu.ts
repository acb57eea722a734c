import { type SQL, sql } from 'drizzle-orm';

/** The shortest word, in bytes, that counts inside a description, so that “off” and “out” are not foods. */
const MIN_BYTES = 5;
/** The weight of a word in a name (search_terms). */
const IN_NAME = 3;

/**
 * Returns the words that a product name of the tenant has, by the stems of its language, or that a description has as
 * part of a longer word. Of several words it returns those that are adjacent in a name.
 */
export const wordsOnMenu = (tenantId: string, words: readonly string[]): SQL => sql`ARRAY(
  SELECT w.word FROM unnest(${sql.param([...words])}::text[]) AS w (word)
  WHERE (
    SELECT bool_and(EXISTS (
      SELECT FROM chunk_terms o WHERE o.tenant_id = ${tenantId} AND o.kind = 'product' AND o.term = t.term
        AND (o.weight >= ${IN_NAME} OR position(' ' IN w.word) = 0 AND octet_length(w.word) >= ${MIN_BYTES})))
    FROM search_terms(search_language(${tenantId}), '', w.word, true) AS t
    WHERE position(' ' IN w.word) > 0 OR position(' ' IN t.term) = 0))`;
