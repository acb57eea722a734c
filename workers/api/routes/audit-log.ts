import { AuditLog, ReadAuditLogQuery } from '../../../contracts/audit.ts';
import { readAuditLog } from '../../domain/audit/read-audit-log.ts';
import { ctxOf, router } from '../api-env.ts';
import { json, operation } from '../operation.ts';

const list = operation({
  method: 'get',
  path: '/v1/audit-log',
  operationId: 'readAuditLog',
  summary: 'Read the audit log, newest first',
  description:
    'Each change of the tenant and each reading of a customer’s conversation: who, what, which resource and when. Entries are never changed or deleted.',
  tag: 'Audit log',
  permission: 'audit:read',
  request: { query: ReadAuditLogQuery },
  responses: { 200: json('A page of the audit log', AuditLog) },
});

/** The audit log of the tenant. */
export const auditLogRoutes = () =>
  router().openapi(list, async (c) =>
    c.json(await readAuditLog({ ctx: ctxOf(c), input: c.req.valid('query') }), 200, { 'cache-control': 'no-store' }),
  );
