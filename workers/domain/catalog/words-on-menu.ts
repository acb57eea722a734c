import { type SQL, sql } from 'drizzle-orm';

/** A word of a description must have as many bytes, so that “off” and “out” are no food for standing in one. */
const MIN_BYTES = 5;
/** What a word counts that stands in a name (search_terms). */
const IN_NAME = 3;

/**
 * Those of the words that stand in the name of a product of the tenant, or as longer ones in its description, by the
 * stems of its language; of several words those that a name has side by side, by the pairs of its stems. An array.
 */
export const wordsOnMenu = (tenantId: string, words: readonly string[]): SQL => sql`ARRAY(
  SELECT w.word FROM unnest(${sql.param([...words])}::text[]) AS w (word)
  WHERE (
    SELECT bool_and(EXISTS (
      SELECT FROM chunk_terms o WHERE o.tenant_id = ${tenantId} AND o.kind = 'product' AND o.term = t.term
        AND (o.weight >= ${IN_NAME} OR position(' ' IN w.word) = 0 AND octet_length(w.word) >= ${MIN_BYTES})))
    FROM search_terms(search_language(${tenantId}), '', w.word, true) AS t
    WHERE position(' ' IN w.word) > 0 OR position(' ' IN t.term) = 0))`;
