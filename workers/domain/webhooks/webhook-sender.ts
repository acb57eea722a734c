import type { AttemptOutcome } from '../../../contracts/webhook.ts';
import type { ResolveHost } from '../../platform/resolve-host.ts';

/** Sends webhook requests. Injected, so that tests can answer them. */
export interface WebhookSender {
  fetch: typeof fetch;
  /** Undefined skips the check of names before each attempt. */
  resolveHost: ResolveHost | undefined;
  random(): number;
  timing: WebhookTiming;
}

/** Time limits of the sender, which tests shorten. */
interface WebhookTiming {
  /** Multiplies the pauses of the retry schedule. */
  pauseScale: number;
  /** The time limit of an answer, in milliseconds. */
  timeoutMs: number;
}

/** The result of an attempt. */
export interface AttemptResult {
  outcome: AttemptOutcome;
  requestHeaders: Record<string, string>;
  responseStatus: number | null;
  responseHeaders: Record<string, string> | null;
  responseBody: string | null;
  error: string | null;
  startedAt: Date;
  durationMs: number;
}
