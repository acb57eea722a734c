import type { HelpRequest } from '../../../contracts/help-request.ts';
import type { Ctx, UnitOfWork } from '../context.ts';
import { appendEvent } from '../outbox/append-event.ts';

/**
 * Writes the event of a help request for the staff and the person. It holds only what the person may read, and names no
 * member of the staff.
 */
export const appendHelpEvent = (
  ctx: Ctx,
  unit: UnitOfWork,
  type: 'help_requested' | 'help_request_updated',
  request: HelpRequest,
): void =>
  appendEvent(ctx, unit, {
    type,
    aggregateId: request.id,
    audienceUserId: request.user_id,
    data: { help_request: request },
  });
