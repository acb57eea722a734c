import { BISTRO } from '../../schema/seed/demo-catalog.ts';

/** A dish that needs no choice of options and does not run out. */
const DEMO_SKU =
  BISTRO.find((product) => !product.optionGroups?.length && product.stock === null)?.sku ?? BISTRO[0]?.sku;

/**
 * Renders the text that `npm start` prints: the address, the services behind it, demo logins, and three commands to
 * try.
 */
export function renderBanner(options: {
  url: string;
  database: string;
  redis: string;
  model: string;
  stateFolder: string;
  /** True if the demo tenants were put in. */
  hasDemo: boolean;
}): string {
  const { url, hasDemo } = options;
  return `
RAGline is running at ${url}

  storefront ${url}/
  console    ${url}/console
  reference  ${url}/docs

  database   ${options.database}
  redis      ${options.redis}
  model      ${options.model}
  state      ${options.stateFolder}

${hasDemo ? demoCommands(url) : registration(url)}

Ctrl-C stops everything; the data stays.
`;
}

const json = `-H 'content-type: application/json'`;

function demoCommands(url: string): string {
  const login = JSON.stringify({ tenant_slug: 'bistro', email: 'customer@bistro.test', password: 'ragline-demo' });
  const order = JSON.stringify({ items: [{ sku: DEMO_SKU, quantity: 1 }] });
  return `Demo logins, password ragline-demo:
  bistro     owner@bistro.test   staff@bistro.test   customer@bistro.test
  grocer     owner@grocer.test   staff@grocer.test   customer@grocer.test

Try it in another terminal:
  TOKEN=$(curl -s ${url}/v1/auth/login ${json} -d '${login}' | node -p 'JSON.parse(require("fs").readFileSync(0)).access_token')
  curl -sw '\\n' "${url}/v1/products?limit=3" -H "authorization: Bearer $TOKEN"
  curl -sw '\\n' ${url}/v1/orders -H "authorization: Bearer $TOKEN" ${json} -H 'idempotency-key: my-first-order' -d '${order}'`;
}

/** The banner's hint to register, for systems without the demo accounts. */
function registration(url: string): string {
  const tenant = { tenant_name: 'My shop', tenant_slug: 'my-shop', email: 'me@example.com', password: '…' };
  return `No demo tenants: their password is known to everybody, and this database is not on this machine or
RAGLINE_SEED_DEMO is 0. RAGLINE_SEED_DEMO=1 npm start puts them in all the same. To make a tenant of your own:
  curl -sw '\\n' ${url}/v1/auth/register ${json} -d '${JSON.stringify(tenant)}'`;
}
