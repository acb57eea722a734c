import { z } from 'zod';
import { PageQuery, page } from './page.ts';
import { Timestamp, Uuid } from './text.ts';

/** Everything that the audit log records: the resource, and what was done to it. */
const AUDIT_ACTIONS = [
  'api_key.created',
  'api_key.revoked',
  'api_key.rolled',
  'chat_settings.updated',
  'conversation.deleted',
  'customer.registered',
  'dead_letter.dropped',
  'dead_letter.replayed',
  'document.created',
  'document.deleted',
  'document.updated',
  'help_request.conversation_read',
  'help_request.created',
  'help_request.updated',
  'job.cancelled',
  'job.created',
  'job.retried',
  'order.cancelled',
  'order.changed',
  'order.created',
  'order.updated',
  'order_settings.updated',
  'product.created',
  'product.deleted',
  'product.updated',
  'products.imported',
  'promotion.created',
  'promotion.deleted',
  'promotion.updated',
  'quote.created',
  'search_settings.synonyms_replaced',
  'search_settings.updated',
  'session.ended',
  'session.opened',
  'session.reauthenticated',
  'session.refreshed',
  'tenant.registered',
  'user.created',
  'user.password_changed',
  'user.updated',
  'webhook_delivery.resent',
  'webhook_endpoint.created',
  'webhook_endpoint.deleted',
  'webhook_endpoint.disabled',
  'webhook_endpoint.recovered',
  'webhook_endpoint.secret_rotated',
  'webhook_endpoint.secret_unreadable',
  'webhook_endpoint.updated',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

const AUDITED_TYPES = [
  'api_key',
  'chat_settings',
  'conversation',
  'dead_letter',
  'document',
  'help_request',
  'job',
  'order',
  'order_settings',
  'product',
  'promotion',
  'quote',
  'search_settings',
  'session',
  'tenant',
  'user',
  'webhook_delivery',
  'webhook_endpoint',
] as const;
export type AuditedType = (typeof AUDITED_TYPES)[number];

/** Every name in the details of an entry. The console has words for each, and for the fields that `fields` lists. */
export const AUDIT_DETAILS = [
  'address_max_open_orders',
  'address_max_open_units',
  'bytes',
  'created',
  'currency',
  'customer_hold_minutes',
  'descendants',
  'endpoint_id',
  'event_id',
  'event_types',
  'expires_at',
  'fields',
  'first_line',
  'from',
  'guest_hold_minutes',
  'guest_max_lines',
  'guest_max_open_orders',
  'guest_max_open_units',
  'is_active',
  'kind',
  'language',
  'lines',
  'link_hosts',
  'message_id',
  'model',
  'moderation',
  'monthly_limit',
  'number',
  'overlap_seconds',
  'queue',
  'reason',
  'replays',
  'resent',
  'roles',
  'scopes',
  'since',
  'status',
  'synonyms',
  'to',
  'total',
  'total_before',
  'updated',
  'url',
  'version',
  'was_guest',
] as const;
export type AuditDetail = (typeof AUDIT_DETAILS)[number];

/** A change: the actor, the resource and the time. It holds no secret and no text that a person wrote. */
export const AuditEntry = z
  .object({
    id: Uuid,
    actor_id: Uuid.meta({ description: 'The account, guest or API key; the nil UUID for the system itself' }),
    actor_name: z.string().nullable().meta({
      description: 'The name or e-mail address that the account has now, or the name of the API key; null for others',
    }),
    actor_roles: z.array(z.string()),
    action: z.enum(AUDIT_ACTIONS).meta({ id: 'AuditAction', example: 'order.cancelled' }),
    resource_type: z.enum(AUDITED_TYPES).meta({ id: 'AuditedType', example: 'order' }),
    resource_id: z.string(),
    resource_name: z.string().nullable().meta({
      description:
        'What the resource is called now: the number of an order, the name of a product; null where it has no name',
      example: '1042',
    }),
    details: z.record(z.string(), z.unknown()).meta({ description: 'The changes, by the API’s field names' }),
    request_id: z.string(),
    created_at: Timestamp,
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;
export const AuditLog = page(AuditEntry, 'AuditLog');

export const ReadAuditLogQuery = z
  .strictObject({
    ...PageQuery,
    resource_type: z.enum(AUDITED_TYPES).optional(),
    resource_id: z.string().max(200).optional(),
  })
  .refine(({ resource_type, resource_id }) => resource_id === undefined || resource_type !== undefined, {
    path: ['resource_type'],
    message: 'goes with resource_id',
  });
export type ReadAuditLogQuery = z.infer<typeof ReadAuditLogQuery>;
