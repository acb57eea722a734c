import type { UIMessageChunk } from 'ai';

/** Replaces a link to an unknown host. */
export const LINK_REMOVED = '(link removed)';
/** Looks like `<`, but starts no HTML tag. */
const HARMLESS_ANGLE = '‹';
/** A construct that is still open after so many characters is broken up instead of held back any longer. */
const MAX_HELD = 2_000;

/**
 * A word joiner (U+2060): no renderer shows it, no `trim` removes it, and no construct of Markdown or HTML goes over
 * it. It stands between two texts that would make a construct together.
 */
const BORDER = '\u2060';

/**
 * Text that could make a page load, run or link to something: `](target)` and `]: target` of Markdown, whatever stands
 * before; an address with a scheme, which GitHub's Markdown links; `//host` and `www.`; and the start of an HTML tag,
 * comment or `<address>`.
 */
const CONSTRUCT =
  /\]\(([^)]*)\)|\]:\s*([^\s[\]]+)|(?:https?|ftp|wss?):[^\s)\]<>"'`]+|(?:\/\/|www\.|xmpp:)[^\s)\]<>"'`]*|<(?=[a-z/!?])/gi;
/** The end of a text that may be the begin of such a construct. Looks at no letter before it: that may be gone. */
const OPEN_END =
  /(?:<?(?:\](?:\([^)]*|:\s*[^\s[\]]*)?|(?:https?|ftp|wss?|xmpp):[^\s)\]<>"'`]*|\/(?:\/[^\s)\]<>"'`]*)?|www\.[^\s)\]<>"'`]*|h(?:t(?:t(?:ps?)?)?)?|ft?p?|wss?|ww?w?|x(?:m(?:pp?)?)?)|<\s*)$/i;
/** The start of a text that continues a construct of the text before it. */
const CONTINUES = /^(\s*)(?=[(:/.\\]|w{1,3}\.|[xmp]{1,4}:)/i;
/** The begin of a text that the next sign may make such a one. */
const MAY_CONTINUE = /^\s*[mpwx]{1,4}$/i;
/** Signs between which a construct that was cut off must be broken up: its other half may come in another text. */
const HALF = /\](?=[(:])|(?<=:)\/+$/g;

/** A place on the same site, a part of the page, or a person to write to or to call; nothing encoded or escaped. */
const OWN_TARGET = /^(?:(?!\/\/)[\w/.?=#-][\w/.?=#%-]*|mailto:[\w.+@-]+|tel:[\d+-]+)$/i;

/**
 * Removes from a model's text everything that reaches beyond the page: images and links to hosts that the tenant does
 * not list, and all HTML. A prompt injection may have put them there. Other text stays unchanged.
 * @param linkHosts Hosts that may be linked to and shown images from, over https.
 */
export function safeText(text: string, linkHosts: readonly string[]): string {
  return text.replace(CONSTRUCT, (found, inline: string | undefined, defined: string | undefined) => {
    if (found === '<') return HARMLESS_ANGLE;
    // Nothing is linked yet, but a following text may add a host.
    if (/^(?:\/\/|www\.|xmpp:)$/i.test(found)) return `${found.slice(0, -1)}${BORDER}${found.slice(-1)}`;
    if (inline !== undefined) {
      const [target = '', ...title] = inline.trim().split(/\s+/);
      // Drop the title, which may hold anything.
      return isSafe(target, linkHosts) ? (title.length === 0 ? found : `](${target})`) : `] ${LINK_REMOVED}`;
    }
    if (defined !== undefined) return isSafe(defined, linkHosts) ? found : `] ${LINK_REMOVED}`;
    return isSafe(found, linkHosts) ? found : LINK_REMOVED;
  });
}

function isSafe(target: string, linkHosts: readonly string[]): boolean {
  if (OWN_TARGET.test(target) && !target.includes('//') && !/^www\./i.test(target)) return true;
  if (!/^https:\/\/[\w-]/i.test(target) || /[\\<>"'`\s]/.test(target) || !URL.canParse(target)) return false;
  const { hostname, username, password, port } = new URL(target);
  return username === '' && password === '' && port === '' && linkHosts.includes(hostname);
}

/** The start of an unfinished construct, never in the middle of one. */
function openAt(text: string): number {
  const open = OPEN_END.exec(text)?.index ?? text.length;
  for (const { index, 0: found } of text.matchAll(CONSTRUCT)) {
    if (index >= open) break;
    // The character before it opens HTML only depending on what follows.
    if (index + found.length > open) return text[index - 1] === '<' ? index - 1 : index;
  }
  return open;
}

/**
 * `safeText` over a text that arrives in pieces: what may be the begin of a construct waits for the rest of it. A
 * client may join texts, of one answer or of several: neither the begin nor the end of one makes a construct with
 * another's.
 */
export class SafeText {
  readonly #linkHosts: readonly string[];
  #held = '';
  /** Nothing but white space has been shown. */
  #isAtStart = true;

  constructor(linkHosts: readonly string[]) {
    this.#linkHosts = linkHosts;
  }

  /** The part of the text that can be shown. */
  push(delta: string): string {
    const text = this.#held + delta;
    const open = this.#isAtStart && MAY_CONTINUE.test(text) ? 0 : openAt(text);
    const isTooLong = text.length - open > MAX_HELD;
    this.#held = isTooLong ? '' : text.slice(open);
    return this.#apart(
      isTooLong ? brokenUp(safeText(text, this.#linkHosts)) : safeText(text.slice(0, open), this.#linkHosts),
    );
  }

  /** The rest, at the end of the text. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#apart(brokenUp(safeText(rest, this.#linkHosts)));
  }

  /** Keeps the start of the text from completing a construct of an earlier text. */
  #apart(shown: string): string {
    if (!this.#isAtStart) return shown;
    this.#isAtStart = shown.trim() === '';
    return shown.replace(CONTINUES, `$1${BORDER}`);
  }
}

/** A construct that never closed must not become one by what follows. */
const brokenUp = (text: string): string =>
  text.replace(HALF, (half) => (half === ']' ? '] ' : `${BORDER}${half}`)).replace(/<(?=\s*$)/, HARMLESS_ANGLE);

/** Chunks after which a text that is still open gets no more, although its end may be missing. */
const LAST_CHUNKS: ReadonlySet<string> = new Set(['abort', 'error', 'finish', 'finish-step']);

/**
 * `SafeText` over the texts of a UI-message stream, chunk by chunk: what goes on in place of each. Parts that would
 * show a file or a page of a model's are left out.
 */
export function safeOutput(linkHosts: readonly string[]) {
  const texts = new Map<string, SafeText>();
  const rest = (id: string): UIMessageChunk[] => {
    const delta = texts.get(id)?.end() ?? '';
    texts.delete(id);
    return delta === '' ? [] : [{ type: 'text-delta', id, delta }];
  };
  return <T extends UIMessageChunk>(chunk: T): ReadonlyArray<T | UIMessageChunk> => {
    switch (chunk.type) {
      case 'text-start':
        texts.set(chunk.id, new SafeText(linkHosts));
        return [chunk];
      case 'text-delta': {
        const delta = texts.get(chunk.id)?.push(chunk.delta) ?? '';
        if (delta === '') return [];
        return [delta === chunk.delta ? chunk : { ...chunk, delta }];
      }
      case 'text-end':
        return [...rest(chunk.id), chunk];
      case 'file':
      case 'reasoning-file':
      case 'source-url':
      case 'source-document':
        return [];
      default:
        return LAST_CHUNKS.has(chunk.type) ? [...[...texts.keys()].flatMap(rest), chunk] : [chunk];
    }
  };
}
