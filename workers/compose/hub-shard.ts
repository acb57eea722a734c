import { parseShardName } from '../../contracts/subscription.ts';
import type { ShardDeps } from '../../durable-objects/hub-shard/hub-shard.ts';
import { openObject } from './invocation.ts';

/** The calls of a shard to its tenant's hub. */
export function shardDeps(env: Env, name: string): ShardDeps {
  const { tenantId, index } = parseShardName(name);
  const hub = env.TENANT_HUB.getByName(tenantId);
  const { metrics } = openObject(env);
  return {
    attach: async () => await hub.attachShard(index),
    replay: async (query) => await hub.replay(query),
    countSocket: (change) => metrics.count(`ragline_hub_sockets_${change}_total`),
  };
}
