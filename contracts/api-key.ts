import { z } from 'zod';
import { PERMISSIONS, type Permission } from './identity.ts';
import { PageQuery, page } from './page.ts';
import { line, Timestamp, Uuid } from './text.ts';

/** What a key may be allowed: the names of the table of permissions, and no others. */
export const Scope = z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]).meta({ id: 'Scope' });
export type Scope = z.infer<typeof Scope>;

export const CreateApiKey = z
  .strictObject({
    name: line(120).meta({ example: 'Till at the counter' }),
    scopes: z
      .array(Scope)
      .min(1)
      .max(Scope.options.length)
      .transform((scopes) => Scope.options.filter((scope) => scopes.includes(scope)))
      .meta({ example: ['product:read', 'order:read', 'order:read-all'] }),
    expires_at: Timestamp.nullable().default(null).meta({ description: 'Null: until it is revoked' }),
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
    expires_at: Timestamp.nullable(),
    last_used_at: Timestamp.nullable().meta({ description: 'To the minute' }),
    revoked_at: Timestamp.nullable(),
    created_at: Timestamp,
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeyList = page(ApiKey, 'ApiKeyList');
export const ListApiKeysQuery = z.strictObject(PageQuery);

export const NewApiKey = ApiKey.extend({
  secret: z.string().meta({ description: 'Shown this once. Send it as `Authorization: Bearer rk_…`.' }),
}).meta({ id: 'NewApiKey' });
export type NewApiKey = z.infer<typeof NewApiKey>;
