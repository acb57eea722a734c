import { z } from 'zod';
import { Timestamp, Uuid } from './text.ts';

/**
 * Whose open channels end: every channel of a principal in `userIds` (an account, an API key by its id, a former guest),
 * and every channel that was opened in a session of `sessionIds`. What was opened after `at` stays.
 */
export const Revocation = z.object({
  userIds: z.array(Uuid),
  sessionIds: z.array(Uuid),
  at: Timestamp,
});
export type Revocation = z.infer<typeof Revocation>;
