import { beforeAll, describe, expect, it } from 'vitest';
import { McpClient, type McpRevision } from '../mcp-client.ts';
import { callsIn, fillIn } from '../puppet-model.ts';
import { answer, asUser, newUser, type TestTenant, type TestUser } from '../tenant.ts';
import { aimed, GOALS, GOALS_ON_OTHERS } from './attacks.ts';
import { Judge } from './judge.ts';
import { type Battlefield, prepare } from './shops.ts';

/** The attackers: a customer of the shop, and a key. A key that may order needs no approval for its own orders. */
export type McpAttacker = 'a customer' | 'a key that may not order' | 'a key that may order';

/** Attacks by a third-party agent: the puppet's tool calls of the chat, as arguments of tools over MCP. */
export function attackMcp(attackers: ReadonlyArray<[McpAttacker, McpRevision]>): void {
  let field: Battlefield;
  beforeAll(async () => {
    field = await prepare();
  }, 60_000);

  describe.each(attackers)('through the arguments of tools over MCP, with the token of %s (%s)', (who, revision) => {
    let attacker: TestUser;
    let judge: Judge;
    beforeAll(async () => {
      const { tenant } = field.here;
      attacker = who === 'a customer' ? await newUser(tenant) : await newKey(tenant, who === 'a key that may order');
      judge = new Judge(field, attacker);
    });

    const goals = who === 'a key that may order' ? GOALS_ON_OTHERS : GOALS;
    it.each(goals.map((goal) => [goal.name, goal] as const))('%s', async (_name, goal) => {
      const client = new McpClient({ token: attacker.token, revision });
      await judge.unharmed(async () => {
        const seen: string[] = [];
        for (const { tool, args } of callsIn(aimed(field, goal.directives.join(' ')))) {
          const input: unknown = JSON.parse(fillIn(args, seen.join('\n')));
          const result = await client.tool(tool, input).catch((error: unknown) => String(error));
          expect(String(result)).not.toMatch(/^Error: 5\d\d/);
          seen.push(JSON.stringify(result));
        }
        return seen.join('\n');
      });
    });
  });
}

/** A key is a separate principal, and requests its own quotes. */
async function newKey(tenant: TestTenant, mayOrder: boolean): Promise<TestUser> {
  const ordering = mayOrder ? ['order:create', 'order:change', 'order:cancel'] : [];
  const json = { name: 'x', scopes: ['product:read', 'quote:create', 'order:read', 'document:read', ...ordering] };
  const made = await tenant.owner.call('POST', '/v1/api-keys', { json });
  const { id, secret } = await answer<{ id: string; secret: string }>(made, 201);
  return asUser(secret, id);
}
