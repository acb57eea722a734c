import { AccountRole, type User } from '../../../contracts/user.ts';
import type { users } from '../../../schema/tables/tenants.ts';

export type UserRow = typeof users.$inferSelect;

/** A row as those who manage accounts see it: never its password's hash. */
export function userView(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    full_name: row.fullName,
    roles: AccountRole.options.filter((role) => row.roles.includes(role)),
    is_active: row.isActive,
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
