import { z } from 'zod';
import { DietaryProfile } from './dietary-profile.ts';
import { NewPassword } from './password.ts';
import { line, Uuid } from './text.ts';

export const ROLES = ['owner', 'admin', 'staff', 'customer', 'guest'] as const;
export const Role = z.enum(ROLES).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

const AnyPrincipal = z.object({
  tenantId: Uuid,
  userId: Uuid,
  roles: z.array(Role).min(1),
  /** When the proof of identity ends, in seconds since the epoch; streams close then. */
  expiresAt: z.int(),
});

/** A person of an account, or a guest. */
const Person = AnyPrincipal.extend({
  kind: z.undefined().optional(),
  /** The login that a token came from; absent for a guest. */
  sessionId: Uuid.optional(),
  /** When that login last proved its password, in seconds since the epoch. */
  authenticatedAt: z.int().optional(),
});

/** An API key, which is a principal of its own: its `userId` is the key's id. */
const Key = AnyPrincipal.extend({
  kind: z.literal('api_key'),
  /** The key's permissions, whatever the roles of the account that it acts for. */
  scopes: z.array(z.string()),
  /** The account that the key acts for. */
  actsFor: Uuid.optional(),
});

/** The actor. It comes only from a verified token, never from a body or a model. */
export const Principal = z.discriminatedUnion('kind', [Person, Key]);
export type Principal = z.infer<typeof Principal>;
export type Person = z.infer<typeof Person>;
export type Key = z.infer<typeof Key>;

/** The account that acts, itself or by a key; a guest's id where there is no account. */
export const accountOf = (principal: Principal): string =>
  (principal.kind === 'api_key' ? principal.actsFor : undefined) ?? principal.userId;

/** The login that the principal came from; undefined for a guest and a key. */
export const loginOf = (principal: Pick<Person, 'kind' | 'sessionId'> | Pick<Key, 'kind'>): string | undefined =>
  principal.kind === undefined ? principal.sessionId : undefined;

/** Returns whether the token is a guest's: a visitor without an account. */
export const isGuest = ({ kind, roles }: Pick<Principal, 'kind' | 'roles'>): boolean =>
  kind === undefined && roles.every((role) => role === 'guest');

/** Returns whether the principal has no more rights than any customer: such callers all see the same catalogue. */
export const isVisitor = ({ kind, roles }: Pick<Principal, 'kind' | 'roles'>): boolean =>
  kind === undefined && roles.every((role) => role === 'guest' || role === 'customer');

/** The table of permissions, each with the roles that have it. */
export const PERMISSIONS = {
  'product:read': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'product:read-inactive': ['owner', 'admin', 'staff'],
  'product:write': ['owner', 'admin'],
  'search:tune': ['owner', 'admin', 'staff'],
  'job:manage': ['owner', 'admin'],
  'document:manage': ['owner', 'admin'],
  'document:read': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'document:read-staff': ['owner', 'admin', 'staff'],
  'dead-letter:manage': ['owner', 'admin'],
  'promotion:read': ['owner', 'admin', 'staff'],
  'promotion:write': ['owner', 'admin'],
  'quote:create': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'order:create': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'order:read': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'order:read-all': ['owner', 'admin', 'staff'],
  'order:advance': ['owner', 'admin', 'staff'],
  'order:change': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'order:configure': ['owner', 'admin'],
  'order:cancel': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'help-request:create': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'help-request:read': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'help-request:manage': ['owner', 'admin', 'staff'],
  'event:read': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'event:read-all': ['owner', 'admin', 'staff'],
  'chat:use': ['owner', 'admin', 'staff', 'customer', 'guest'],
  'chat:read-usage': ['owner', 'admin'],
  'chat:configure': ['owner'],
  'profile:write': ['owner', 'admin', 'staff', 'customer'],
  'user:manage': ['owner', 'admin'],
  'api-key:manage': ['owner', 'admin'],
  'webhook:manage': ['owner', 'admin'],
  'audit:read': ['owner', 'admin'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

/** The fields of a principal that permissions depend on. */
export type Rights = Pick<Person, 'kind' | 'roles'> | Pick<Key, 'kind' | 'roles' | 'scopes'>;

/** Returns whether the principal has the permission: a key by its scopes, a person by their roles. */
export function isAllowed(principal: Rights, permission: Permission): boolean {
  if (principal.kind === 'api_key') return principal.scopes.includes(permission);
  const allowed: readonly Role[] = PERMISSIONS[permission];
  return principal.roles.some((role) => allowed.includes(role));
}

const TenantSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$/, 'must be 3 to 40 of a-z, 0-9 and inner hyphens')
  .meta({ example: 'bistro' });
export const Email = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase())
  .meta({ example: 'customer@bistro.test' });
const Secret = z.string().max(512).meta({ format: 'password' });

/** The token of the Turnstile widget, where the operator uses one. https://developers.cloudflare.com/turnstile/ */
const TurnstileToken = z.string().max(2048).optional().meta({
  description:
    'Required when the operator has set TURNSTILE_SECRET_KEY: a token of the Turnstile widget, which works once',
});

export const RegisterRequest = z
  .strictObject({
    tenant_name: line(120).meta({ example: 'Trattoria Uno' }),
    tenant_slug: TenantSlug,
    email: Email,
    password: NewPassword,
    full_name: line(120).optional(),
    invitation_code: z.string().max(100).optional().meta({
      description: 'Required when RAGLINE_REGISTRATION is `invitation`. An invitation works once',
    }),
    turnstile_token: TurnstileToken,
  })
  .meta({ id: 'RegisterRequest' });
export type RegisterRequest = z.infer<typeof RegisterRequest>;

export const LoginRequest = z
  .strictObject({
    tenant_slug: z.string().max(64).meta({ example: 'bistro' }),
    email: z.string().max(254).meta({ example: 'customer@bistro.test' }),
    password: Secret.meta({ example: 'ragline-demo' }),
  })
  .meta({ id: 'LoginRequest' });
export type LoginRequest = z.infer<typeof LoginRequest>;

const Storefront = z.string().max(64).meta({ example: 'bistro' });

export const GuestRequest = z
  .strictObject({ tenant_slug: Storefront, turnstile_token: TurnstileToken })
  .meta({ id: 'GuestRequest' });
export type GuestRequest = z.infer<typeof GuestRequest>;

export const RegisterCustomer = z
  .strictObject({
    tenant_slug: Storefront,
    email: Email,
    password: NewPassword,
    full_name: line(120).optional(),
    turnstile_token: TurnstileToken,
  })
  .meta({ id: 'RegisterCustomer' });
export type RegisterCustomer = z.infer<typeof RegisterCustomer>;

export const RefreshRequest = z.strictObject({ refresh_token: Secret }).meta({ id: 'RefreshRequest' });

export const Session = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Lifetime of the access token, in seconds', example: 1800 }),
    refresh_token: z.string(),
    tenant_id: Uuid,
    user_id: Uuid,
    roles: z.array(Role),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const GuestSession = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({
      description: 'Lifetime in seconds. `POST /v1/auth/guest` with this token returns a new one',
      example: 3600,
    }),
    tenant_id: Uuid,
    user_id: Uuid,
    roles: z.array(Role),
  })
  .meta({ id: 'GuestSession' });
export type GuestSession = z.infer<typeof GuestSession>;

export const Me = z
  .object({
    user_id: Uuid,
    tenant_id: Uuid,
    tenant_slug: z.string(),
    tenant_name: z.string(),
    email: z.string().nullable().meta({ description: 'Null for a guest' }),
    full_name: z.string().nullable(),
    roles: z.array(Role),
    scopes: z.array(z.string()).optional().meta({ description: 'Scopes of an API key' }),
    dietary_profile: DietaryProfile.nullable().meta({ description: 'null: the account has no profile' }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;
