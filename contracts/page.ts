import { z } from 'zod';

export const DEFAULT_PAGE_SIZE = 20;

/** Query parameters of every list: keyset cursors, opaque to the client. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(DEFAULT_PAGE_SIZE),
  cursor: z.string().min(1).max(512).optional(),
};

/** The envelope of every list. */
export const page = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() }).meta({ id });
export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}
