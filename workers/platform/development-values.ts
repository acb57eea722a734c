import ipaddr from 'ipaddr.js';
import { isPublicAddress } from './public-address.ts';

/** The prefix of signing key ids from the development stack. */
const LOCAL_KID_PREFIX = 'local-';

/** The private halves of the example keys of RFC 8037, appendix A.1, and RFC 7517, appendix A.2. */
const PUBLISHED_PRIVATE_KEYS: ReadonlySet<string> = new Set([
  'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  '870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE',
]);

/** Default secrets of examples, images and quick starts. */
const DEFAULT_SECRETS: ReadonlySet<string> = new Set([
  ...['postgres', 'password', 'secret', 'changeme', 'change-me', 'example', 'example_token', 'ragline', 'ragline-demo'],
  ...['root', 'admin', 'test', 'dev', 'local', 'default'],
]);

/** A higher scale makes quotas ineffective. */
const MAX_RATE_LIMIT_SCALE = 10;

interface Settings {
  auth: { privateJwks: { keys: ReadonlyArray<{ kid: string; d: string }> } };
  redis: { url: string; token: string };
  database: { kind: 'hyperdrive' | 'neon'; connectionString: string };
  rateLimitScale: number;
  corsOrigins: readonly string[];
  webhookResolverUrl: string | undefined;
  /** Servers that receive people's words, by the variable that names each. */
  modelServers: Readonly<Record<string, string | undefined>>;
}

/**
 * The names of variables whose values are public, readable in transit, made by a development machine, or switch a
 * defence off.
 */
export function developmentValues({ auth, redis, database, ...settings }: Settings): string[] {
  const faults: string[] = [];
  if (auth.privateJwks.keys.some(({ kid }) => kid.startsWith(LOCAL_KID_PREFIX))) {
    faults.push('AUTH_PRIVATE_JWKS holds a key of the development stack');
  }
  if (auth.privateJwks.keys.some(({ d }) => PUBLISHED_PRIVATE_KEYS.has(d))) {
    faults.push('AUTH_PRIVATE_JWKS holds a published example key');
  }
  if (!redis.url.startsWith('https://'))
    faults.push('UPSTASH_REDIS_REST_URL is not https, and its token would be read');
  if (DEFAULT_SECRETS.has(redis.token.toLowerCase())) faults.push('UPSTASH_REDIS_REST_TOKEN is a default');
  const password = passwordOf(database.connectionString).toLowerCase();
  const databaseName = database.kind === 'neon' ? 'NEON_DATABASE_URL' : 'HYPERDRIVE';
  if (password === '') faults.push(`${databaseName} has no password`);
  if (DEFAULT_SECRETS.has(password)) faults.push(`${databaseName} has a default password`);
  if (settings.rateLimitScale > MAX_RATE_LIMIT_SCALE) {
    faults.push(`RATE_LIMIT_SCALE is above ${MAX_RATE_LIMIT_SCALE}, and quotas would limit no caller`);
  }
  if (settings.corsOrigins.includes('*')) faults.push('CORS_ORIGINS is no list of origins');
  if (settings.webhookResolverUrl?.startsWith('https://') !== true) {
    faults.push('WEBHOOK_RESOLVER_URL is not https, and webhooks could be sent to inner addresses');
  }
  for (const [name, url] of Object.entries(settings.modelServers)) {
    if (url !== undefined && !isPrivateOnTheWay(url)) {
      faults.push(`${name} is http to a public host, and what people say would be read`);
    }
  }
  return faults;
}

/** Returns whether traffic to this address is private: https, or a host of one's own network. */
function isPrivateOnTheWay(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:') return true;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (ipaddr.isValid(host)) return !isPublicAddress(host);
  return !host.includes('.') || /\.(?:localhost|local|internal)$/.test(host);
}

function passwordOf(connectionString: string): string {
  return URL.canParse(connectionString) ? new URL(connectionString).password : '';
}
