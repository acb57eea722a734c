import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../../workers/llm/language-model.ts';
import { SpokenText } from '../../../workers/llm/spoken-text.ts';

const HIDDEN = 'hm, 2 < 3 and [so] on';
const MARKED = [
  ['<think>', '</think>'],
  ['<think>', '</thinking>'],
  ['<Thought >', '</Thought >'],
  ['<seed:think>', '</seed:think>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<|START_THINKING|>', '<|END_THINKING|><|START_RESPONSE|>'],
  ['<|channel>thought\n', '<channel|>'],
  ['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
  ['<|channel|>commentary to=x <|constrain|>json<|message|>', '<|call|><|channel|>final<|message|>'],
  ['analysis', 'assistantfinal'],
] as const;

/** The shown text of these pieces, and its pieces. */
function shownOf(deltas: readonly string[], { name = 'm', thinkers = new Set<string>() } = {}): string[] {
  const spoken = new SpokenText(name, thinkers);
  const parts: StreamPart[] = [
    { type: 'text-start', id: '0' },
    ...deltas.map((delta): StreamPart => ({ type: 'text-delta', id: '0', delta })),
    { type: 'text-end', id: '0' },
  ];
  const passed = parts.flatMap((part) => spoken.pass(part));
  const types = passed.map(({ type }) => type);
  if (types.length > 0) expect([types[0], types.at(-1)]).toEqual(['text-start', 'text-end']);
  return passed.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : []));
}

const cutsOf = (text: string): string[][] => [
  [...text],
  ...Array.from({ length: text.length + 1 }, (_, cut) => [text.slice(0, cut), text.slice(cut)]),
];

describe('reasoning in a text', () => {
  it.each(MARKED)('between %s and %s is not shown, wherever it is cut', (open, close) => {
    for (const deltas of cutsOf(`${open}${HIDDEN}${close}\n\nSoup <3 [tea](/t) a<b`)) {
      expect(shownOf(deltas).join('')).toBe('Soup <3 [tea](/t) a<b');
    }
  });

  it.each(MARKED)('that %s opens and nothing closes shows nothing (not %s)', (open) => {
    for (const deltas of cutsOf(`${open}${HIDDEN}`)) expect(shownOf(deltas)).toEqual([]);
  });

  it.each(MARKED.filter(([, close]) => /^(?:<\/|\[|◁)/.test(close)))(
    'that nothing opens is not shown of a model that is known for it (%s, %s)',
    (_open, close) => {
      for (const deltas of cutsOf(`${HIDDEN}${close}Soup.`)) {
        expect(shownOf(deltas, { thinkers: new Set(['m']) }).join('')).toBe('Soup.');
      }
    },
  );

  it('between two texts leaves both', () => {
    for (const deltas of cutsOf('Wait. <think>hm</think>Soup.')) {
      for (const thinkers of [new Set<string>(), new Set(['m'])]) {
        expect(shownOf(deltas, { thinkers }).join('')).toBe('Wait. Soup.');
      }
    }
  });
});

describe('a text without reasoning', () => {
  it.each(['Soup < 5 €, a<b, <b>bold</b>, [x](/y), ◁, <', 'analysis of soups', 'analysis', 'a', '\n\nSoup.', '<3'])(
    'is shown as it is: %j',
    (text) => {
      for (const deltas of cutsOf(text)) {
        expect(shownOf(deltas).join('')).toBe(text);
        expect(shownOf(deltas, { name: 'qwq' }).join('')).toBe(text);
      }
    },
  );

  it('streams at once, piece by piece', () => {
    expect(shownOf(['Soup', ' and', ' [tea', ']'])).toEqual(['Soup', ' and', ' [tea', ']']);
  });
});
