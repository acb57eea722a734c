import { z } from 'zod';
import { Uuid } from '../../contracts/text.ts';

/** The identity of a message, readable even when the rest of it is malformed. */
export interface Address {
  tenantId: string;
  /**
   * The same for each delivery of the same work, whatever the Queue's id: an event's id, or the name of a job or
   * webhook endpoint. Messages with the same key share one dead letter.
   */
  key: string | undefined;
  traceparent: string | null;
  requestId: string | null;
}

const Text = z
  .string()
  .regex(/^[\w.-]{1,200}$/)
  .nullable()
  .catch(null);
const Traced = { traceparent: Text, requestid: Text };
const Optional = Uuid.optional().catch(undefined);
const EventMessage = z
  .object({ event: z.object({ tenantid: Uuid, id: Optional, ...Traced }) })
  .transform(({ event: { tenantid, id, traceparent, requestid } }): Address => {
    return { tenantId: tenantid, key: id, traceparent, requestId: requestid };
  });
const Job = z
  .object({ kind: z.enum(['embed_chunks', 'run_job']).optional().catch(undefined), tenant_id: Uuid, job_id: Optional })
  .extend(Traced)
  .transform(({ kind, tenant_id, job_id, traceparent, requestid }): Address => {
    const key = kind === undefined ? undefined : [kind, job_id].filter((part) => part !== undefined).join(' ');
    return { tenantId: tenant_id, key, traceparent, requestId: requestid };
  });
const Webhooks = z
  .object({ tenant_id: Uuid, endpoint_id: Uuid, ...Traced })
  .transform(({ tenant_id, endpoint_id, traceparent, requestid }): Address => {
    return { tenantId: tenant_id, key: `webhooks ${endpoint_id}`, traceparent, requestId: requestid };
  });
const Addressed = z.union([EventMessage, Webhooks, Job]);

/** @returns Undefined when the message does not name its tenant. */
export function addressOf(body: unknown): Address | undefined {
  return Addressed.safeParse(body).data;
}
