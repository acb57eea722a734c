import { JobMessage } from '../../contracts/event.ts';
import { PermanentError } from './permanent-error.ts';
import type { Consumer } from './pool-deps.ts';

/** Embeds pending chunks of a tenant. It looks for the work itself, so a repeated message does no harm. */
export const embedChunks: Consumer = async ({ body }, { services, embedPendingChunks }) => {
  const message = JobMessage.safeParse(body);
  if (!message.success || message.data.kind !== 'embed_chunks') {
    throw new PermanentError('the message is not an embedding job', { cause: message.error });
  }
  const { tenant_id: tenantId, requestid: requestId, traceparent } = message.data;
  const log = services.log.with({ tenant_id: tenantId, request_id: requestId });
  const traced = { ...services, log, trace: { requestId, traceparent } };
  const { embedded, remaining } = await embedPendingChunks(traced, tenantId);
  log.info('chunks_embedded', { embedded, remaining });
  // Continue in another message, so that no invocation grows with the catalogue.
  if (remaining) traced.nudgeIndexer(tenantId);
};
