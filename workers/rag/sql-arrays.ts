import { type SQL, sql } from 'drizzle-orm';

/** One parameter, whatever the number of its items: the plan does not grow with them. */
export const textArray = (values: readonly string[]): SQL => sql`${sql.param([...values])}::text[]`;
export const numberArray = (values: readonly number[]): SQL => sql`${sql.param([...values])}::float8[]`;
