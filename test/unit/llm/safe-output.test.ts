import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_REMOVED, SafeText, safeOutput, safeText } from '../../../workers/llm/safe-output.ts';

const HOSTS = ['bistro.test'];
const safe = (text: string) => safeText(text, HOSTS);
const inPieces = (pieces: readonly string[]) => {
  const transform = new SafeText(HOSTS);
  return pieces.map((piece) => transform.push(piece)).join('') + transform.end();
};

describe('safe output', () => {
  it.each([
    ['![x](https://evil.test/p.png?d=secret)', `![x] ${LINK_REMOVED}`],
    ['[menu](https://evil.test)', `[menu] ${LINK_REMOVED}`],
    ['[a](javascript:alert(1))', `[a] ${LINK_REMOVED})`],
    ['[a](//evil.test/x)', `[a] ${LINK_REMOVED}`],
    ['[a](/\\evil.test/x)', `[a] ${LINK_REMOVED}`],
    ['[a](/\n/evil.test)', '[a](/)'],
    ['[a](\n https://evil.test )', `[a] ${LINK_REMOVED}`],
    ['[a](<https://evil.test>)', `[a] ${LINK_REMOVED}`],
    ['[a](ht&#116;ps://evil.test)', `[a] ${LINK_REMOVED}`],
    ['[a](data:text/html,x)', `[a] ${LINK_REMOVED}`],
    ['![x][r]\n\n[r]: https://evil.test/p', `![x][r]\n\n[r] ${LINK_REMOVED}`],
    ['[r]:\n  //evil.test/p', `[r] ${LINK_REMOVED}`],
    ['see https://evil.test/a?b=c now', `see ${LINK_REMOVED} now`],
    ['see HTTP://evil.test', `see ${LINK_REMOVED}`],
    ['see www.evil.test/x', `see ${LINK_REMOVED}`],
    ['<img src=x onerror=alert(1)>', '‹img src=x onerror=alert(1)>'],
    ['<https://evil.test>', `‹${LINK_REMOVED}>`],
    ['</p><!-- x --><?x', '‹/p>‹!-- x -->‹?x'],
    ['[a](https://bistro.test@evil.test/)', `[a] ${LINK_REMOVED}`],
    ['[a](https://bistro.test.evil.test/)', `[a] ${LINK_REMOVED}`],
    ['[a](https://bistro.test\\@evil.test/)', `[a] ${LINK_REMOVED}`],
    ['[a](http://bistro.test/)', `[a] ${LINK_REMOVED}`],
  ])('defuses %j', (text, expected) => {
    expect(safe(text)).toBe(expected);
  });

  it.each([
    'Two soups, EUR 13.00. 2 < 3 and <3',
    '- **Lentil soup** (vegan): EUR 6.50 [1]',
    '[our menu](https://bistro.test/menu?x=1) and ![soup](https://bistro.test/soup.png)',
    'https://bistro.test/menu',
    '[top](#top), [orders](/orders), [us](mailto:hello@bistro.test)',
    'Options: [note]: none. what? www or http',
  ])('leaves %j as it is', (text) => {
    expect(safe(text)).toBe(text);
    expect(inPieces([...text])).toBe(text);
  });

  it('gives the same result however the text is cut', () => {
    const word = fc.constantFrom(
      ...[
        '![x](https://evil.test/p)',
        '[m](https://bistro.test/m)',
        '<script>',
        'https://evil.test/a',
        'www.evil.test',
      ],
      ...[
        ' ',
        '\n',
        'soup',
        ']',
        '(',
        ')',
        '[',
        '!',
        '<',
        'h',
        'ht',
        ':',
        '//',
        '[r]: //evil.test ',
        'é🙂',
        '] (',
        '](x',
      ],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.array(fc.nat(200), { maxLength: 20 }), (words, cuts) => {
        const text = words.join('');
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted((a, b) => a - b);
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        const whole = inPieces([text]);
        expect(inPieces(pieces)).toBe(whole);
        expect(whole).not.toMatch(/https?:\/\/evil|(?<!\w)www\.evil|\][(:]\s*\/\/|<script/);
      }),
      { numRuns: 5_000 },
    );
  });

  const HOSTILE = [
    ...[
      '![x](//evil.test/p)',
      '![x](https://evil.test/p)',
      '![x][r]\n\n[r]: //evil.test/p',
      '[r]:\n> https://evil.test',
    ],
    ...['<img src=//evil.test>', '</p><!-- x -->', '<https://evil.test>', 'a https://evil.test/x', 'HTTPS://evil.test'],
    ...['*www.evil.test/x*', 'ftp://evil.test', 'xmpp:a@evil.test', '//evil.test/x', '![x](/a "b) ![c](//evil.test")'],
    ...['![x](&#47;&#47;evil.test)', '\uff48ttps://evil.test', '![x](\uff0f\uff0fevil.test)', '![x](<//evil.test>)'],
    ...['```\n![x](//evil.test)\n```\n![y](//evil.test)', '[![x](//evil.test)](//evil.test)', '![x]( //evil.test)'],
  ];
  // As marked and markdown-it read them: a joiner (U+2060) breaks each of these.
  const LIVE =
    /\]\([^)]*evil|\]:\s*\S*evil|xmpp:[^\s\u2060]+@|\/\/[^\s()\u2060]|(?<![\w\u2060])www\.[^\s\u2060]|<[a-z/!?]/i;

  it.each([
    ['as they are', (parts: readonly string[]) => parts.join('')],
    ['without the white space around them', (parts: readonly string[]) => parts.map((part) => part.trim()).join('')],
    ['line by line', (parts: readonly string[]) => parts.join('\n')],
  ])('activates nothing when a client joins the texts of an answer %s', (_name, join) => {
    for (const text of HOSTILE) {
      for (let first = 0; first <= text.length; first++) {
        for (let second = first; second <= Math.min(text.length, first + 6); second++) {
          const parts = [text.slice(0, first), text.slice(first, second), text.slice(second)];
          expect(join(parts.map((part) => inPieces([part])))).not.toMatch(LIVE);
        }
      }
    }
    const pieces = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom(...'[]()<>!:/.\\w h"\n')), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        pieces,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
        (words, lengths) => {
          const text = words.join('');
          const parts: string[] = [];
          for (let at = 0; at < text.length; ) {
            const end = at + (lengths[parts.length % lengths.length] ?? 1);
            parts.push(inPieces([...text.slice(at, end)]));
            at = end;
          }
          expect(join(parts)).not.toMatch(LIVE);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('releases held text when the stream is cut off', () => {
    for (const last of [{ type: 'abort' }, { type: 'error', errorText: 'x' }, { type: 'finish' }] as const) {
      const pass = safeOutput(HOSTS);
      const shown = [
        { type: 'text-start', id: '1' } as const,
        { type: 'text-delta', id: '1', delta: 'see ![x](htt' } as const,
        last,
      ].flatMap((chunk) => [...pass(chunk)]);
      expect(shown.slice(2)).toEqual([{ type: 'text-delta', id: '1', delta: '] (htt' }, last]);
    }
  });

  it('releases an unfinished link after a bounded length', () => {
    const transform = new SafeText(HOSTS);
    let shown = transform.push('[a](');
    expect(shown).toBe('[a');
    for (let i = 0; i < 300; i++) shown += transform.push('0123456789');
    expect(shown.length).toBeGreaterThan(2_000);
    shown += transform.push(' //evil.test) and https://evil.test/x ') + transform.end();
    expect(shown).not.toContain('](');
    expect(shown).not.toContain('https://evil');
  });

  it('shows plain words at once', () => {
    const transform = new SafeText(HOSTS);
    expect(['Hello', ' there', ', two', ' soups'].map((word) => transform.push(word))).toEqual([
      'Hello',
      ' there',
      ', two',
      ' soups',
    ]);
  });

  it('filters each text of a stream by itself, gives what it held, and leaves files and sources out', () => {
    const chunks = [
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'see ![x](htt' },
      { type: 'text-delta', id: '1', delta: 'ps://evil.test/p' },
      { type: 'text-delta', id: '1', delta: 'ng) or h' },
      { type: 'text-end', id: '1' },
      { type: 'source-url', sourceId: 's', url: 'https://evil.test' },
      { type: 'file', mediaType: 'text/html', url: 'data:text/html,x' },
    ] as const;
    const pass = safeOutput(HOSTS);
    expect(chunks.flatMap((chunk) => [...pass(chunk)])).toEqual([
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'see ![x' },
      { type: 'text-delta', id: '1', delta: `] ${LINK_REMOVED} or ` },
      { type: 'text-delta', id: '1', delta: 'h' },
      { type: 'text-end', id: '1' },
    ]);
  });
});
