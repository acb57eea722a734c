import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DietaryProfile } from '../../contracts/dietary-profile.ts';
import { instant, tenantId } from './columns.ts';

export const tenants = pgTable('tenants', {
  id: uuid('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  plan: text('plan').notNull().default('standard'),
  suspendedAt: instant('suspended_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    tenantId: tenantId(),
    email: text('email').notNull(),
    fullName: text('full_name'),
    passwordHash: text('password_hash').notNull(),
    roles: text('roles').array().notNull(),
    isActive: boolean('is_active').notNull().default(true),
    dietaryProfile: jsonb('dietary_profile').$type<DietaryProfile>(),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('idx_users_tenant_email').on(table.tenantId, sql`lower(${table.email})`)],
);

export const refreshTokens = pgTable('refresh_tokens', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  userId: uuid('user_id').notNull(),
  familyId: uuid('family_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  replaces: uuid('replaces'),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  revokedAt: instant('revoked_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const sessions = pgTable('sessions', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  userId: uuid('user_id').notNull(),
  client: text('client'),
  authenticatedAt: instant('authenticated_at').notNull(),
  lastUsedAt: instant('last_used_at').notNull(),
  endedAt: instant('ended_at'),
  endedReason: text('ended_reason'),
  createdAt: instant('created_at').notNull(),
});

export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  name: text('name').notNull(),
  keyHash: text('key_hash').notNull(),
  hint: text('hint').notNull(),
  scopes: text('scopes').array().notNull(),
  createdBy: uuid('created_by').notNull(),
  /** The keys that it descends from, its maker last. Empty: a person created it. */
  ancestorIds: uuid('ancestor_ids').array().notNull().default([]),
  /** The secret before a roll, valid until the time beside it. */
  previousKeyHash: text('previous_key_hash'),
  previousExpiresAt: instant('previous_expires_at'),
  expiresAt: instant('expires_at'),
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const invitations = pgTable('invitations', {
  /** The id that the tenant will have. */
  tenantId: tenantId().primaryKey(),
  codeHash: text('code_hash').notNull().unique(),
  expiresAt: instant('expires_at').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/** Revocations whose open channels are still to be closed. */
export const revocations = pgTable('revocations', {
  id: uuid('id').primaryKey(),
  tenantId: tenantId(),
  /** Sessions, guests and API keys, by their ids. */
  owners: uuid('owners').array().notNull(),
  createdAt: instant('created_at').notNull(),
});
