/**
 * The rooms, top to bottom. An import goes only downward; `contracts` and `schema/tables` may be used by all.
 * durable-objects is mechanism: it sees contracts alone, and business is handed in by workers/index.ts.
 */
const ROOMS = [
  '^workers/((index|edge)\\.ts$|compose/)',
  '^workers/api/',
  '^workers/edge/',
  '^workers/chat/',
  '^workers/pool/',
  '^workers/llm/',
  '^workers/offline-model/',
  '^workers/rag/',
  '^workers/domain/',
  '^workers/platform/',
  '^schema/',
  '^contracts/',
];

const upward = ROOMS.slice(1).map((room, index) => ({
  name: `${room.replace(/[\^\\$]/g, '')} looks only downward`,
  severity: 'error',
  from: { path: room },
  to: { path: ROOMS.slice(0, index + 1) },
}));

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'durable objects import contracts alone',
      severity: 'error',
      from: { path: '^durable-objects/' },
      to: { path: ['^workers/', '^schema/', '^scripts/', '^test/'] },
    },
    {
      name: 'the edge tier stays small: no business, no database',
      severity: 'error',
      from: { path: '^workers/edge/' },
      to: { path: '^(workers|schema|durable-objects)/', pathNot: '^workers/(edge|platform)/' },
    },
    {
      name: 'the offline model sees what a model sees, and the reader of requests',
      severity: 'error',
      from: { path: '^workers/offline-model/' },
      to: { path: '^(workers|schema|durable-objects)/', pathNot: '^workers/(offline-model|domain/query)/' },
    },
    {
      name: 'only the composition root knows the durable object classes',
      severity: 'error',
      from: { path: '^workers/', pathNot: '^workers/((index|edge)\\.ts$|compose/)' },
      to: { path: '^durable-objects/' },
    },
    {
      name: 'the product needs neither tests nor development scripts',
      severity: 'error',
      from: { path: '^(workers|durable-objects|schema|contracts)/' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'what is shipped imports no local tool',
      severity: 'error',
      from: { path: '^(workers|durable-objects|schema|contracts|web/(shared|storefront|console|widget))/' },
      to: { path: '^node_modules/(@electric-sql|@tailwindcss|ioredis|ioredis-mock|node|smol-toml|vite|wrangler)/' },
    },
    {
      name: 'scripts run outside a test run',
      severity: 'error',
      from: { path: '^scripts/', pathNot: '^scripts/lab/eval/' },
      to: { path: '^node_modules/vitest/', reachable: true },
    },
    {
      name: 'what runs the system needs no development tools',
      severity: 'error',
      from: {
        path: '^(workers|durable-objects|schema|contracts|scripts/(dev-stack|deploy)|web/(shared|storefront|console|widget))/|^scripts/(start|seed|migrate|tenants|make-keys|rotate-keys|run-command|web/build)[.]ts$',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'what scripts share for their reports knows none of them',
      severity: 'error',
      from: { path: '^scripts/(pages/|statistics\\.ts$)' },
      to: { path: '^(scripts|test|workers)/', pathNot: '^scripts/(pages/|statistics\\.ts$)' },
    },
    {
      name: 'the pages know the API by its client alone',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(workers|durable-objects|schema|contracts|scripts|test)/' },
    },
    {
      name: 'the pages of one kind know nothing of another',
      severity: 'error',
      from: { path: '^web/(storefront|console|widget|shared)/' },
      to: { path: '^web/(storefront|console|widget)/', pathNot: '^web/$1/' },
    },
    {
      name: 'contracts know Zod alone',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { dependencyTypes: ['npm'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'every import resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(cloudflare:|@ragline/client)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    builtInModules: { add: ['cloudflare:workers', 'cloudflare:test'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['workerd', 'import', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
