import type { AttemptOutcome } from '../../../contracts/webhook.ts';
import type { ResolveHost } from '../../platform/resolve-host.ts';

/** How requests leave: handed in, so that tests can answer them. */
export interface WebhookSender {
  fetch: typeof fetch;
  /** Undefined: names are not checked before something is sent to them. */
  resolveHost: ResolveHost | undefined;
  random(): number;
}

/** What became of one attempt. */
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
