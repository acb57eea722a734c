import { z } from 'zod';
import { StatedError } from '../../contracts/stated-error.ts';
import { type Breakers, PLATFORM_HOSTS } from '../platform/breakers.ts';
import type { ChatConfig } from '../platform/chat-config.ts';

const TIMEOUT_MS = 5_000;
const OPENAI_BASE = 'https://api.openai.com/v1';

/** Decides whether a model may see what a person wrote. */
export interface Moderator {
  /** Rejects when it cannot be asked. */
  isFlagged(text: string, signal: AbortSignal): Promise<boolean>;
}

const ModerationResponse = z.object({ results: z.array(z.object({ flagged: z.boolean() })).min(1) });

/** The `/moderations` of an OpenAI-compatible server, behind a circuit breaker. */
export function createModerator(config: NonNullable<ChatConfig['moderation']>, breakers: Breakers): Moderator {
  const { server, model } = config;
  const base = (server.baseURL ?? OPENAI_BASE).replace(/\/+$/, '');
  return {
    isFlagged: (text, signal) =>
      breakers.run(`${PLATFORM_HOSTS.model}/moderation`, async () => {
        const response = await fetch(`${base}/moderations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${server.apiKey}` },
          body: JSON.stringify({ model, input: text }),
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        });
        if (!response.ok) throw new StatedError(`moderation answered ${response.status}`);
        return ModerationResponse.parse(await response.json()).results.some(({ flagged }) => flagged);
      }),
  };
}
