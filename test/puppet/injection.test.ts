import { describe, expect, inject, it } from 'vitest';
import { attackChat, EVERY } from '../support/injection/attack-chat.ts';

/** Each chat completion that the model was asked for with this text in it. */
async function prompts(marker: string): Promise<unknown[]> {
  const url = new URL('/recorded', inject('puppetModelUrl'));
  url.searchParams.set('with', marker);
  const bodies: Array<Record<string, unknown>> = await (await fetch(url)).json();
  return bodies.filter(({ messages }) => messages !== undefined);
}

describe('injection with an obedient model', () => {
  attackChat(inject('everyAttack') ? EVERY : { person: 1, product: 1, document: 1, isForging: true });

  it('puts no secret and nothing of another person into any prompt', async () => {
    expect((await prompts('You take orders')).length).toBeGreaterThan(200);
    // The attacks themselves say "CANARY", and none of them the rest.
    for (const secret of ['CANARY-here-', 'CANARY-elsewhere-', 'Bearer ', 'rk_', 'eyJhbGciOi', 'ragline-demo']) {
      expect([secret, (await prompts(secret)).length]).toEqual([secret, 0]);
    }
  });
});
