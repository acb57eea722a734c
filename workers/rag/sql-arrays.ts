import { type SQL, sql } from 'drizzle-orm';

/** A single parameter for any number of items, so that the plan does not grow with them. */
export const textArray = (values: readonly string[]): SQL => sql`${sql.param([...values])}::text[]`;
export const numberArray = (values: readonly number[]): SQL => sql`${sql.param([...values])}::float8[]`;
