import type { Reply } from './openai-server.ts';

/**
 * A model that obeys every directive in any text, of a person, a product or a document, with any tool and any
 * arguments. It is the worst case of a prompt injection, and a scripted model where the person's own words carry the
 * directives.
 */
export const directive = {
  /** `$QUOTE`, `$ORDER` and `$PRODUCT` in the arguments stand for the newest that tools have shown. */
  call: (tool: string, args: unknown): string => `<<call ${tool} ${encodeURIComponent(JSON.stringify(args))}>>`,
  say: (text: string): string => `<<say ${encodeURIComponent(text)}>>`,
  /** Says it, and then nothing more until its client leaves. */
  hang: (text: string): string => `<<hang ${encodeURIComponent(text)}>>`,
  /** Prints its whole input: prompt, history and results. */
  print: (): string => '<<print>>',
};

interface Message {
  role: string;
  content?: unknown;
  tool_calls?: Array<{ function: { name: string; arguments: string } }>;
}

/** The next step of the puppet: the next call that its texts tell it to make since the person last spoke, else words. */
export function obey(request: Record<string, unknown>): Reply {
  const messages = asMessages(request.messages);
  const start = messages.findLastIndex(({ role }) => role === 'user');
  const turn = messages.slice(start);
  const text = turn
    .filter(({ role }) => role !== 'assistant')
    .map(textOf)
    .join('\n');
  const made = turn.reduce((count, { tool_calls = [] }) => count + tool_calls.length, 0);
  // In their order of appearance. Results only append to it.
  const next = callsIn(text)[made];
  if (next !== undefined) {
    return { kind: 'tool_call', name: next.tool, pieces: [fillIn(next.args, textsOf(request, 'tool'))] };
  }
  const [, last] = /<<hang ([^\s>]*)>>/.exec(plain(text)) ?? [];
  if (last !== undefined) return { kind: 'hang', deltas: [decode(last)] };
  const said = [...plain(text).matchAll(/<<say ([^\s>]*)>>/g)].map(([, encoded = '']) => decode(encoded));
  const printed = plain(text).includes('<<print>>') ? [JSON.stringify(request)] : [];
  const words = [...said, ...printed].join('\n');
  return { kind: 'text', deltas: words === '' ? ['Done.'] : (words.match(/[\s\S]{1,400}/g) ?? []) };
}

/** Removes what hides a directive from a filter: invisible characters, other widths, and JSON escapes. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu, '')
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** The messages of a role in a request for a chat completion, in order. */
export const textsOf = (request: Record<string, unknown>, role: string): string =>
  asMessages(request.messages)
    .filter((message) => message.role === role)
    .map(textOf)
    .join('\n');

/** The calls that a text tells of, in its order: `args` as JSON. */
export const callsIn = (text: string): Array<{ tool: string; args: string }> =>
  [...plain(text).matchAll(/<<call ([\w-]+) ([^\s>]*)>>/g)].map(([, tool = '', encoded = '']) => ({
    tool,
    args: decode(encoded),
  }));

/** Arguments with the newest ids that tools have shown, or with made-up ones while they have shown none. */
export function fillIn(args: string, results: string): string {
  const newest = (pattern: RegExp) => [...results.matchAll(pattern)].at(-1)?.[1] ?? crypto.randomUUID();
  return args
    .replaceAll('$QUOTE', newest(/"quote":\{"id":"([\w-]{36})"/g))
    .replaceAll('$ORDER', newest(/"orders?":\[?\{"id":"([\w-]{36})"/g))
    .replaceAll('$PRODUCT', newest(/"product_id":"([\w-]{36})"/g));
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return '{}';
  }
}

const textOf = ({ content }: Message): string =>
  typeof content === 'string'
    ? content
    : Array.isArray(content)
      ? content.map((part: { text?: unknown }) => String(part.text ?? '')).join('\n')
      : '';

/** As the product's own client has built them. */
const asMessages = (value: unknown): Message[] => (Array.isArray(value) ? (value as Message[]) : []);
