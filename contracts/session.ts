import { z } from 'zod';
import { PageQuery, page } from './page.ts';
import { NewPassword } from './password.ts';
import { Timestamp, Uuid } from './text.ts';

/** How long after a person has given their password they may change rights, API keys and webhook endpoints. */
export const RECENT_LOGIN_SECONDS = 600;

const CurrentPassword = z.string().max(512).meta({ format: 'password', example: 'ragline-demo' });

export const OpenSession = z
  .object({
    id: Uuid,
    user_id: Uuid,
    client: z.string().nullable().meta({
      description: 'The kind of client that logged in. Null: unknown',
      example: 'Firefox on Linux',
    }),
    is_current: z.boolean().meta({ description: 'True for the session that sends this request' }),
    authenticated_at: Timestamp.meta({ description: 'When the password was last entered' }),
    last_used_at: Timestamp.meta({ description: 'When a refresh token was last issued' }),
    created_at: Timestamp,
  })
  .meta({ id: 'OpenSession' });
export type OpenSession = z.infer<typeof OpenSession>;
export const OpenSessionList = page(OpenSession, 'OpenSessionList');

const ofUser = Uuid.optional().meta({
  description: 'The account whose sessions to list. Default: your own. Another account needs `user:manage`.',
});
export const ListSessionsQuery = z.strictObject({ ...PageQuery, user_id: ofUser });
export const EndSessionsQuery = z.strictObject({
  user_id: ofUser,
  include_current: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .meta({ description: '`true` also ends the session of the token that sends this request' }),
});

export const Reauthenticate = z.strictObject({ password: CurrentPassword }).meta({ id: 'Reauthenticate' });
export const Reauthenticated = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Lifetime of the access token, in seconds', example: 1800 }),
  })
  .meta({ id: 'Reauthenticated', description: 'A new access token of the same session' });
export type Reauthenticated = z.infer<typeof Reauthenticated>;

export const ChangePassword = z
  .strictObject({ current_password: CurrentPassword, new_password: NewPassword })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof ChangePassword>;
