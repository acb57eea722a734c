import { coloCache } from '../edge/colo-cache.ts';
import { EdgeTier } from '../edge/edge-tier.ts';
import { systemClock } from '../platform/clock.ts';

/** The edge tier of an isolate, over the Cache API where there is one. */
export function newEdgeTier(): EdgeTier {
  const shared = typeof caches === 'undefined' ? undefined : coloCache(() => caches.open('ragline-edge'));
  return new EdgeTier({ shared, nowMs: () => systemClock.now().getTime() });
}
