/** Number of shards. One object takes some hundreds of batches a second, and an isolate sends at most one. */
export const METRIC_SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;

/** Picks the shard of an isolate. */
export function anyMetricShard(random: () => number = Math.random): string {
  return METRIC_SHARDS[Math.floor(random() * METRIC_SHARDS.length)] ?? METRIC_SHARDS[0];
}
