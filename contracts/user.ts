import { z } from 'zod';
import { Email, Role } from './identity.ts';
import { PageQuery, page } from './page.ts';
import { NewPassword } from './password.ts';
import { line, Timestamp, Uuid } from './text.ts';

/** The roles that an account may have: guests have none. */
export const AccountRole = Role.exclude(['guest']).meta({ id: 'AccountRole' });
export type AccountRole = z.infer<typeof AccountRole>;

const Roles = z
  .array(AccountRole)
  .min(1)
  .max(AccountRole.options.length)
  .transform((roles) => AccountRole.options.filter((role) => roles.includes(role)))
  .meta({ example: ['staff'] });

export const CreateUser = z
  .strictObject({ email: Email, password: NewPassword, full_name: line(120).optional(), roles: Roles })
  .meta({ id: 'CreateUser' });
export type CreateUser = z.infer<typeof CreateUser>;

export const UpdateUser = z
  .strictObject({
    full_name: line(120).nullable().optional(),
    roles: Roles.optional(),
    is_active: z.boolean().optional(),
    password: NewPassword.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one field')
  .meta({ id: 'UpdateUser', minProperties: 1, example: { full_name: 'Anna' } });
export type UpdateUser = z.infer<typeof UpdateUser>;

export const User = z
  .object({
    id: Uuid,
    email: z.string(),
    full_name: z.string().nullable(),
    roles: z.array(AccountRole),
    is_active: z.boolean().meta({ description: 'An inactive account cannot log in or refresh.' }),
    version: z.int(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;
export const UserList = page(User, 'UserList');

export const ListUsersQuery = z.strictObject({
  ...PageQuery,
  role: AccountRole.optional().meta({ description: 'Return only accounts with this role' }),
});
export type ListUsersQuery = z.infer<typeof ListUsersQuery>;
