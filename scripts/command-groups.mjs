/**
 * The commands of `npm run`: `npm run bench -- overload` runs the script of `overload` with the arguments that follow. The
 * command named `''` runs when none is named. `docs/COMMANDS.md` is generated from this list.
 * `needs` names what the machine must have beside npm packages, and `omitDev` marks what runs without development packages.
 * @type {Record<string, Record<string, { script: string; does: string; needs?: string; omitDev?: true }>>}
 */
export const COMMAND_GROUPS = {
  migrate: {
    '': { script: 'scripts/migrate.ts', does: 'applies the migrations', needs: 'DATABASE_URL', omitDev: true },
  },
  seed: {
    '': { script: 'scripts/seed.ts', does: 'adds the demo tenants', needs: 'DATABASE_URL', omitDev: true },
  },
  tenants: {
    '': {
      script: 'scripts/tenants.ts',
      does: 'suspends, resumes and invites tenants, and resets a password',
      needs: 'DATABASE_URL',
      omitDev: true,
    },
  },
  keys: {
    '': { script: 'scripts/make-keys.ts', does: 'makes the key set that signs tokens', omitDev: true },
    rotate: {
      script: 'scripts/rotate-keys.ts',
      does: 'writes the next key set',
      needs: 'the set in use on stdin',
      omitDev: true,
    },
  },
  deploy: {
    '': {
      script: 'scripts/deploy/deploy.ts',
      does: 'checks, builds, migrates and deploys both Workers; --dry-run only checks',
      needs: 'a Cloudflare account, DATABASE_URL',
      omitDev: true,
    },
    provision: {
      script: 'scripts/deploy/provision.ts',
      does: 'creates Hyperdrive, queues and secrets; --dry-run lists them',
      needs: 'a Cloudflare account, DATABASE_URL',
      omitDev: true,
    },
    preview: {
      script: 'scripts/deploy/preview.ts',
      does: 'deploys a preview of a Git branch',
      needs: 'a Cloudflare account, Neon, Upstash',
      omitDev: true,
    },
  },
  ops: {
    backup: {
      script: 'scripts/backup/backup.ts',
      does: 'backs up a database into a new folder',
      needs: 'DATABASE_URL, pg_dump',
      omitDev: true,
    },
    restore: {
      script: 'scripts/backup/restore.ts',
      does: 'completes a restore, from a backup or by the host',
      needs: 'DATABASE_URL, pg_restore',
      omitDev: true,
    },
    rehearse: {
      script: 'node_modules/vitest/vitest.mjs run --config test/rehearsal/vitest.config.ts',
      does: 'rehearses an upgrade, a rollback, a restore and more',
      needs: 'PostgreSQL with pgvector, the network',
    },
    generate: { script: 'scripts/ops/generate.ts', does: 'writes rules, dashboards and the tables of docs/SLOs.md' },
    check: { script: 'scripts/ops/check-rules.ts', does: 'tests the rules', needs: 'promtool' },
    dashboards: {
      script: 'scripts/ops/check-dashboards.ts',
      does: 'runs every dashboard query on a Prometheus',
      needs: 'prometheus',
    },
    trace: { script: 'scripts/lab/traces/order.ts', does: 'orders by chat and prints the trace' },
    mcp: {
      script: 'scripts/mcp/conformance.ts',
      does: 'checks MCP conformance',
      needs: 'a running npm start, the network',
    },
  },
  lint: {
    '': { script: 'scripts/lint.ts', does: 'checks style, imports, exports and types; --fix formats first' },
    types: { script: 'scripts/lint.ts types', does: 'checks all types' },
  },
  contracts: {
    generate: { script: 'scripts/generate-contracts.ts', does: 'writes what is generated from the schemas' },
    check: { script: 'scripts/generate-contracts.ts --check', does: 'fails when one of these files is stale' },
    lint: { script: 'scripts/contracts/lint.ts', does: 'runs Redocly and Spectral', needs: 'the network' },
  },
  web: {
    '': {
      script: 'scripts/web/serve.ts',
      does: 'serves the pages of web/ with live reload',
      needs: 'a running npm start',
    },
    build: { script: 'scripts/web/build.ts', does: 'builds the pages' },
    pictures: {
      script: 'scripts/web/pictures.ts',
      does: "takes the docs' pictures",
      needs: 'a running npm start, Chromium',
    },
  },
  'supply-chain': {
    '': {
      script: 'scripts/supply-chain/check.ts',
      does: 'checks pins, hashes, licences and vulnerabilities',
      needs: 'the network',
    },
    sbom: { script: 'scripts/supply-chain/bill-of-materials.ts', does: 'lists all packages, as CycloneDX' },
    repair: {
      script: 'scripts/supply-chain/repair-lockfile.ts',
      does: 'adds hashes that npm left out of the lockfile',
      needs: 'the network',
    },
  },
  bench: {
    routes: { script: 'scripts/lab/bench/main.ts', does: 'the main routes and streams beside their floors' },
    chat: { script: 'scripts/lab/bench/chat.ts', does: 'what the chat adds to its model' },
    distance: {
      script: 'scripts/lab/bench/distance.ts',
      does: 'the routes with the database and Redis far away',
      needs: 'PgBouncer',
    },
    events: {
      script: 'scripts/lab/bench/event-lag.ts',
      does: 'an order to its SSE frame',
      needs: 'a running npm start',
    },
    fanout: { script: 'scripts/lab/bench/fan-out.ts', does: 'an order to the frames of thousands of sockets' },
    growth: {
      script: 'scripts/lab/bench/growth.ts',
      does: 'routes with 10,000 tenants, and with 1,000,000 orders of one',
    },
    import: { script: 'scripts/lab/bench/import.ts', does: 'an import of 50,000 products' },
    k6: {
      script: 'scripts/lab/bench/k6.ts',
      does: 'a script of k6/: smoke, load, stress, spike, soak',
      needs: 'k6',
    },
    overload: { script: 'scripts/lab/bench/overload.ts', does: 'four times the capacity' },
    peers: {
      script: 'scripts/lab/bench/peers.ts',
      does: 'a product read and an order beside Medusa',
      needs: 'PostgreSQL, Redis, PgBouncer, the network',
    },
    profile: { script: 'scripts/lab/bench/profile.ts', does: 'the CPU profile of a route' },
    retrieval: { script: 'scripts/lab/bench/retrieval.ts', does: 'searches over 10,000 products' },
    soak: { script: 'scripts/lab/bench/soak.ts', does: 'half an hour of ordinary traffic' },
    strangers: { script: 'scripts/lab/bench/strangers.ts', does: 'a thousand guests beside customers' },
    eval: { script: 'scripts/lab/eval/run.ts', does: 'dialogues, attacks and search quality' },
  },
};

/**
 * Returns the script that `words` name, with its arguments; or the help to print, when they ask for it or name no command.
 * @param {readonly string[]} words The group or a script, then what follows `--` on the command line.
 * @returns {{ script: string; args: string[]; omitDev: boolean } | { help: string; isFault: boolean }}
 */
export function chooseCommand([name = '', first, ...rest]) {
  const group = Object.hasOwn(COMMAND_GROUPS, name) ? COMMAND_GROUPS[name] : undefined;
  const args = first === undefined ? rest : [first, ...rest];
  if (group === undefined) return { script: name, args, omitDev: false };
  const named = first !== undefined && Object.hasOwn(group, first) ? group[first] : undefined;
  if (first && named !== undefined) return withArguments(named, rest);
  const fallback = group[''];
  // A group of one command passes every word on to its script.
  const isArgument = first === undefined || first.startsWith('-') || Object.keys(group).length === 1;
  if (isArgument && first !== '--help' && fallback !== undefined) return withArguments(fallback, args);
  const lines = Object.entries(group).map(
    ([command, { does, needs }]) =>
      `  npm run ${name}${command && ` -- ${command}`}: ${does}${needs === undefined ? '' : ` (needs ${needs})`}`,
  );
  const isFault = first !== undefined && first !== '--help';
  return {
    help: isFault
      ? `${name}: there is no "${first}". npm run ${name} -- --help lists what there is.`
      : lines.join('\n'),
    isFault,
  };
}

/** @param {{ script: string; omitDev?: true }} command @param {string[]} args */
function withArguments({ script: line, omitDev = false }, args) {
  const [script = '', ...own] = line.split(' ');
  return { script, args: [...own, ...args], omitDev };
}
