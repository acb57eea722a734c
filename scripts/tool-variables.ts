/** The variables of `npm start` and the other commands. The Worker's are in workers/platform/variables.ts. */
export const TOOL_VARIABLES = {
  'npm start': {
    PORT: 'The port of the API. Default: 8787.',
    DATABASE_URL:
      'A PostgreSQL 15 or newer with pgvector, and a role that may create extensions and roles. Default: the embedded one.',
    REDIS_URL:
      'A Redis, reached through a local endpoint with Upstash’s protocol. Default: a `redis-server` of this machine, else memory.',
    RAGLINE_STATE_DIR: 'The folder for data, keys and logs. Default: `.ragline`.',
    RAGLINE_PG_PORT: 'The port of the embedded PostgreSQL. Default: any free one.',
    RAGLINE_SEED_DEMO:
      '`1` puts the demo tenants in, `0` never does. Default: only on this machine, because their password is public.',
    RAGLINE_DOOR: '`1` starts the edge door before the Worker, as deployed, and no sweep. Default: the Worker alone.',
  },
  'npm run ops -- restore': {
    DATABASE_URL: 'The restored database, or an empty one for a backup.',
    COMPARE_DATABASE_URL:
      'The database before the restore, to list lost orders and to end rights again. Default: nothing is compared.',
    UPSTASH_REDIS_REST_URL: 'The Redis whose cache is emptied and whose streams list lost orders. Default: none.',
    UPSTASH_REDIS_REST_TOKEN: 'Its token.',
  },
  'npm run deploy': {
    DATABASE_URL:
      'The database to migrate, and the one behind the Hyperdrive that `npm run deploy -- provision` creates.',
    CLOUDFLARE_API_TOKEN: 'Instead of `npx wrangler login`.',
  },
  'npm run deploy -- preview': {
    NEON_API_KEY: 'The key of the Neon account.',
    NEON_PROJECT_ID: 'The Neon project whose database is branched.',
    NEON_PARENT_BRANCH: "The branch to copy. Default: the project's own default.",
    NEON_DATABASE: 'Default: `neondb`.',
    NEON_ROLE: 'Default: `neondb_owner`.',
    PREVIEW_REDIS_REST_URL: "The previews' Upstash Redis, which must not be production's.",
    PREVIEW_REDIS_REST_TOKEN: 'Its token.',
  },
} as const;
