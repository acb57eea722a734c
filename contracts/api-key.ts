import { z } from 'zod';
import { PERMISSIONS, type Permission } from './identity.ts';
import { overlapSeconds } from './overlap.ts';
import { PageQuery, page } from './page.ts';
import { line, Timestamp, Uuid } from './text.ts';

/** Scopes of a key: the names in the table of permissions. */
export const Scope = z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]).meta({ id: 'Scope' });
export type Scope = z.infer<typeof Scope>;

/** The lifetime of a key that requests none, and the longest that anyone but an owner may request. */
export const DEFAULT_KEY_DAYS = 90;
export const MAX_KEY_DAYS = 366;
/** How many keys in a row may have created each other. */
export const MAX_KEY_ANCESTORS = 4;

export const CreateApiKey = z
  .strictObject({
    name: line(120).meta({ example: 'Till at the counter' }),
    scopes: z
      .array(Scope)
      .min(1)
      .max(Scope.options.length)
      .transform((scopes) => Scope.options.filter((scope) => scopes.includes(scope)))
      .meta({ example: ['product:read', 'order:read', 'order:read-all'] }),
    expires_at: Timestamp.nullable()
      .optional()
      .meta({
        description: `When the key expires: in ${DEFAULT_KEY_DAYS} days unless you say otherwise. Only an owner may set null (never) or more than ${MAX_KEY_DAYS} days. A key that another key creates expires with it at the latest.`,
      }),
  })
  .meta({ id: 'CreateApiKey' });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const ApiKey = z
  .object({
    id: Uuid,
    name: z.string(),
    hint: z.string().meta({ description: 'The last characters of the secret', example: '9f3c' }),
    scopes: z.array(Scope),
    created_by: Uuid.meta({ description: 'The account that the key acts for' }),
    created_by_key: Uuid.nullable().meta({
      description:
        'The API key that created this key. Revoking it revokes this key too. Null: a person created this key',
    }),
    previous_secret_expires_at: Timestamp.nullable().meta({
      description: 'The previous secret also works until this time',
    }),
    expires_at: Timestamp.nullable(),
    last_used_at: Timestamp.nullable().meta({ description: 'Accurate to one minute' }),
    revoked_at: Timestamp.nullable(),
    created_at: Timestamp,
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeyList = page(ApiKey, 'ApiKeyList');
export const ListApiKeysQuery = z.strictObject(PageQuery);

export const RollApiKey = z
  .strictObject({ overlap_seconds: overlapSeconds('How long the old secret works as well; 0 ends it at once') })
  .meta({ id: 'RollApiKey' });
export type RollApiKey = z.infer<typeof RollApiKey>;

export const NewApiKey = ApiKey.extend({
  secret: z
    .string()
    .meta({ description: 'The secret is shown only in this answer. Send it as `Authorization: Bearer rk_…`.' }),
}).meta({ id: 'NewApiKey' });
export type NewApiKey = z.infer<typeof NewApiKey>;
