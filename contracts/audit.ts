import { z } from 'zod';
import { PageQuery, page } from './page.ts';
import { Timestamp, Uuid } from './text.ts';

/** One change: who made it, of what, and when. It holds no secret and nobody's words. */
export const AuditEntry = z
  .object({
    id: Uuid,
    actor_id: Uuid.meta({ description: 'The account, guest or API key; the nil UUID for the system itself' }),
    actor_roles: z.array(z.string()),
    action: z.string().meta({ example: 'order.cancelled' }),
    resource_type: z.string().meta({ example: 'order' }),
    resource_id: z.string(),
    details: z.record(z.string(), z.unknown()).meta({ description: 'What changed, in the names of the API' }),
    request_id: z.string(),
    created_at: Timestamp,
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;
export const AuditLog = page(AuditEntry, 'AuditLog');

export const ReadAuditLogQuery = z
  .strictObject({
    ...PageQuery,
    resource_type: z.string().max(40).optional().meta({ example: 'order' }),
    resource_id: z.string().max(200).optional(),
  })
  .refine(({ resource_type, resource_id }) => resource_id === undefined || resource_type !== undefined, {
    path: ['resource_type'],
    message: 'goes with resource_id',
  });
export type ReadAuditLogQuery = z.infer<typeof ReadAuditLogQuery>;
