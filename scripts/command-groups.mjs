/**
 * The commands of a group: `npm run bench -- overload` runs the script of `overload`, with the arguments that stand beside it. The one named `''` runs when none is
 * named; without it, `npm run bench` lists the group.
 * @type {Record<string, Record<string, { script: string; does: string }>>}
 */
export const COMMAND_GROUPS = {
  bench: {
    routes: { script: 'scripts/bench/main.ts', does: 'the main routes and streams beside their floors' },
    chat: { script: 'scripts/bench/chat.ts', does: 'what the chat adds to its model' },
    distance: { script: 'scripts/bench/distance.ts', does: 'the routes with the database and Redis far away' },
    events: { script: 'scripts/bench/event-lag.ts', does: 'an order to its SSE frame, on a running npm start' },
    fanout: { script: 'scripts/bench/fan-out.ts', does: 'an order to the frames of thousands of sockets' },
    growth: { script: 'scripts/bench/growth.ts', does: 'routes with 10,000 tenants, and with 1,000,000 orders of one' },
    import: { script: 'scripts/bench/import.ts', does: 'an import of 50,000 products' },
    k6: { script: 'scripts/bench/k6.ts', does: 'a script of k6/: smoke, load, stress, spike, soak' },
    overload: { script: 'scripts/bench/overload.ts', does: 'four times the capacity' },
    peers: { script: 'scripts/bench/peers.ts', does: 'a product read and an order beside Medusa' },
    profile: { script: 'scripts/bench/profile.ts', does: 'the CPU profile of a route' },
    retrieval: { script: 'scripts/bench/retrieval.ts', does: 'searches over 10,000 products' },
    soak: { script: 'scripts/bench/soak.ts', does: 'half an hour of ordinary traffic' },
    strangers: { script: 'scripts/bench/strangers.ts', does: 'a thousand guests beside customers' },
  },
  contracts: {
    generate: { script: 'scripts/generate-contracts.ts', does: 'writes what is made from the schemas' },
    check: { script: 'scripts/generate-contracts.ts --check', does: 'fails when one of these files is stale' },
    lint: { script: 'scripts/contracts/lint.ts', does: 'Redocly and Spectral on both documents' },
  },
  deploy: {
    '': { script: 'scripts/deploy/deploy.ts', does: 'checks, builds, migrates, deploys; --dry-run only checks' },
    provision: {
      script: 'scripts/deploy/provision.ts',
      does: 'creates Hyperdrive, queues and secrets; --dry-run lists them',
    },
    preview: { script: 'scripts/deploy/preview.ts', does: 'deploys a preview of a Git branch' },
  },
  keys: {
    '': { script: 'scripts/make-keys.ts', does: 'makes the key set that signs tokens' },
    rotate: { script: 'scripts/rotate-keys.ts', does: 'reads the set in use on stdin, and writes the next one' },
  },
  ops: {
    generate: { script: 'scripts/ops/generate.ts', does: 'writes rules, dashboards and the tables of docs/SLOs.md' },
    check: { script: 'scripts/ops/check-rules.ts', does: 'tests the rules with promtool' },
    dashboards: { script: 'scripts/ops/check-dashboards.ts', does: 'runs every dashboard query on a Prometheus' },
    trace: { script: 'scripts/traces/order.ts', does: 'orders by chat and prints the trace' },
    mcp: { script: 'scripts/mcp/conformance.ts', does: 'MCP conformance of a running npm start' },
  },
  web: {
    '': { script: 'scripts/web/serve.ts', does: 'serves the pages with live reload, for a running npm start' },
    build: { script: 'scripts/web/build.ts', does: 'builds the pages' },
    pictures: { script: 'scripts/web/pictures.ts', does: 'takes the pictures of the docs, of a running npm start' },
  },
  'supply-chain': {
    '': { script: 'scripts/supply-chain/check.ts', does: 'checks pins, hashes, licences and vulnerabilities' },
    sbom: { script: 'scripts/supply-chain/bill-of-materials.ts', does: 'lists all packages, as CycloneDX' },
    repair: {
      script: 'scripts/supply-chain/repair-lockfile.ts',
      does: 'adds hashes that npm left out of the lockfile',
    },
  },
};

/**
 * The script that `words` name, and its arguments; or what to print when they ask for help or name no command.
 * @param {readonly string[]} words The group or a script, then what follows `--` on the command line.
 * @returns {{ script: string; args: string[] } | { help: string; isFault: boolean }}
 */
export function chooseCommand([name = '', first, ...rest]) {
  const group = Object.hasOwn(COMMAND_GROUPS, name) ? COMMAND_GROUPS[name] : undefined;
  const args = first === undefined ? rest : [first, ...rest];
  if (group === undefined) return { script: name, args };
  const named = first !== undefined && Object.hasOwn(group, first) ? group[first] : undefined;
  if (first && named !== undefined) return withArguments(named.script, rest);
  const isOption = first === undefined || first.startsWith('-');
  const fallback = group[''];
  if (isOption && first !== '--help' && fallback !== undefined) return withArguments(fallback.script, args);
  const lines = Object.entries(group).map(
    ([command, { does }]) => `  npm run ${name}${command && ` -- ${command}`}: ${does}`,
  );
  const isFault = first !== undefined && first !== '--help';
  return {
    help: isFault
      ? `${name}: there is no "${first}". npm run ${name} -- --help lists what there is.`
      : lines.join('\n'),
    isFault,
  };
}

/** @param {string} line @param {string[]} args */
function withArguments(line, args) {
  const [script = '', ...own] = line.split(' ');
  return { script, args: [...own, ...args] };
}
