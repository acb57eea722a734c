import { checks, shop, URL_ } from './lib.mjs';

const c = checks('10 MCP arguments');
const { token } = await shop([['Soup']]);
const tool = async (name, args) => {
  const r = await fetch(`${URL_}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  return JSON.parse((await r.text()).replace(/^[\s\S]*?data: /, '')).result?.isError ?? false;
};
c.is('as the schema has it', await tool('apply_promos', { items: [{ sku: 'P1', quantity: 2 }] }), false);
c.is('null for what is optional', await tool('retrieve_menu', { query: 'soup', category: null, limit: null }), false);
c.is('a list as JSON text', await tool('apply_promos', { items: '[{"sku":"P1","quantity":2}]' }), false);
c.is('a number as text', await tool('retrieve_menu', { query: 'soup', limit: '3' }), false);
c.is('nonsense is still refused', await tool('apply_promos', { items: 'two soups' }), true);
c.end();
