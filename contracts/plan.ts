/** A burst of this many requests, refilled over each window of this length. */
export interface RateLimit {
  limit: number;
  windowSeconds: number;
}

/** The limits of a plan for each principal of a tenant, and for the whole tenant. */
export interface PlanLimits {
  writes: { principal: RateLimit; tenant: RateLimit };
  chat: { principal: RateLimit; tenant: RateLimit };
}

const perMinute = (limit: number): RateLimit => ({ limit, windowSeconds: 60 });

/** The plans. A tenant's row names one; reads are bounded by the shield alone, on every plan. */
export const PLANS = {
  trial: {
    writes: { principal: perMinute(60), tenant: perMinute(300) },
    chat: { principal: perMinute(10), tenant: perMinute(60) },
  },
  standard: {
    writes: { principal: perMinute(300), tenant: perMinute(3_000) },
    chat: { principal: perMinute(30), tenant: perMinute(600) },
  },
  business: {
    writes: { principal: perMinute(1_200), tenant: perMinute(24_000) },
    chat: { principal: perMinute(60), tenant: perMinute(6_000) },
  },
} as const satisfies Record<string, PlanLimits>;
/**
 * The share of a tenant's quotas that all its guests together may use. The rest is left to signed-in people and API
 * keys, however many guest tokens a client requests.
 */
export const GUEST_SHARE = 0.5;

/** The daily quota of all guests of one address, as a multiple of their quota per minute. */
export const GUEST_DAY_FACTOR = 20;

export type PlanName = keyof typeof PLANS;
export const DEFAULT_PLAN = 'standard' satisfies PlanName;

export const isPlanName = (name: string): name is PlanName => Object.hasOwn(PLANS, name);
