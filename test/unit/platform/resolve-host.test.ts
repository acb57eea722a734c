import { describe, expect, it } from 'vitest';
import { resolveOverHttps } from '../../../workers/platform/resolve-host.ts';

function resolverThat(answer: (type: string) => Response) {
  const asked: string[] = [];
  let nowMs = 0;
  const resolve = resolveOverHttps('https://dns.test/query', {
    fetch: async (input, init) => {
      asked.push(String(input));
      expect(new Headers(init?.headers).get('accept')).toBe('application/dns-json');
      return answer(new URL(String(input)).searchParams.get('type') ?? '');
    },
    clock: { now: () => new Date(nowMs) },
  });
  return { asked, resolve, pass: (ms: number) => (nowMs += ms) };
}

const json = (value: unknown) => new Response(JSON.stringify(value));

describe('resolving over HTTPS', () => {
  it('gives the addresses of both families, not the aliases, and remembers them for a minute', async () => {
    const { asked, resolve, pass } = resolverThat((type) =>
      json({
        Status: 0,
        Answer: [
          { type: 5, data: 'alias.example.' },
          type === 'A' ? { type: 1, data: '10.0.0.1' } : { type: 28, data: '2606:4700::1' },
        ],
      }),
    );
    expect(await resolve('hooks.example.com')).toEqual(['10.0.0.1', '2606:4700::1']);
    pass(59_000);
    await resolve('hooks.example.com');
    expect(asked).toEqual([
      'https://dns.test/query?name=hooks.example.com&type=A',
      'https://dns.test/query?name=hooks.example.com&type=AAAA',
    ]);
    pass(2_000);
    await resolve('hooks.example.com');
    expect(asked).toHaveLength(4);
  });

  it('returns none for an unknown name, and fails when the answer is unknown', async () => {
    expect(await resolverThat(() => json({ Status: 3 })).resolve('x.example')).toEqual([]);
    await expect(resolverThat(() => json({ Status: 2 })).resolve('x.example')).rejects.toThrow('DNS answered 2');
    await expect(resolverThat(() => new Response('', { status: 502 })).resolve('x')).rejects.toThrow('502');
    await expect(resolverThat(() => json({ Answer: 'none' })).resolve('x')).rejects.toThrow();
    await expect(resolverThat(() => new Response('<html>')).resolve('x')).rejects.toThrow();
  });
});
