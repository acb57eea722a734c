/** A demand on one token bucket. The caller passes the limits, so that the limiter needs no plan. */
export interface TakeRequest {
  /** Names the bucket within its limiter; at most 200 characters. */
  bucket: string;
  /** How many tokens the bucket holds when full, at least 1. */
  capacity: number;
  refillPerSecond: number;
  /** Tokens to take, 1 unless said otherwise; never more than the capacity. */
  cost?: number;
}

/** The answer of a bucket. */
export interface TakeResult {
  allowed: boolean;
  /** The bucket's capacity, in whole tokens. */
  limit: number;
  /** Whole tokens that are left. */
  remaining: number;
  /** Until one token more than `remaining` is there, rounded up; 0 when the bucket is full. */
  resetSeconds: number;
  /** Until the demand could be met, rounded up; 0 when it was. */
  retryAfterSeconds: number;
}
