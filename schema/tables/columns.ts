import { bigint, char, customType, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Minor units. `bigint` in the database, an exact integer in JavaScript: contracts bound every amount below 2^53. */
export const minorUnits = (name: string) => bigint(name, { mode: 'number' });
export const currency = (name: string) => char(name, { length: 3 });
/** RFC 3339 UTC text on both sides would lose the index type; Drizzle hands out `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const tenantId = () => uuid('tenant_id').notNull();

/** `bytea`, as bytes. */
export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
