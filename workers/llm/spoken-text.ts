import type { StreamPart } from './language-model.ts';

const TAG = String.raw`(?:\w+:)?(?:think|thinking|thoughts?|reason|reasoning|reflection|scratchpad|analysis)\s?>`;
/**
 * How models mark reasoning in the text of an answer: tags; Mistral's and Kimi's brackets; Cohere's and Gemma's special
 * tokens; the channels of gpt-oss,
 * `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>`. Special tokens of other kinds
 * are not for people either.
 */
const MARK = new RegExp(
  [
    String.raw`(?<open><${TAG}|\[THINK\]|◁think▷|<\|(?:start_thinking|begin_of_thought|think)\|>|<\|channel>)`,
    String.raw`(?<close></${TAG}|\[/THINK\]|◁/think▷|<\|(?:end_thinking|end_of_thought|/think)\|>|<channel\|>)`,
    String.raw`(?<header><\|(?:start|channel)\|>)`,
    String.raw`(?<message><\|message\|>)`,
    String.raw`<\|[\w-]{1,40}\|>`,
  ].join('|'),
  'gi',
);
/** The start of such a mark, at the end of what has arrived. */
const OPEN_MARK = /(?:<[/|]?[\w:|-]{0,42}\s?|\[\/?(?:t(?:h(?:i(?:n(?:k)?)?)?)?)?|◁\/?\w{0,5})$/i;
/** Longer than any mark and any channel header. */
const MAX_MARK = 64;
/** A delta without one of these holds no mark, whole or begun. */
const MAY_BE_MARK = /[<[◁]/;

/**
 * gpt-oss between its channels when the server has dropped the special tokens: `analysisThe person …
 * assistantfinalHello`. A word in which an answer would begin is followed by a space.
 */
const BARE_ANALYSIS = 'analysis';
const BARE_MARK = /(?<close>assistantfinal)/g;

/**
 * Models whose prompt already opens the tag: their answer begins with reasoning, which only the closing tag reveals.
 */
const OPENED_BY_PROMPT = /\br1\b|qwq|think|reason/i;

/**
 * Removes the reasoning from an answer, part by part, in reasoning parts and within the text. Text passes on at once,
 * except from models known to begin with unmarked reasoning: their text waits for the closing tag or the end.
 */
export class SpokenText {
  readonly #name: string;
  readonly #thinkers: Set<string>;
  #state: 'text' | 'reasoning' | 'header' = 'text';
  /** A possible start of a mark, or an incomplete header. */
  #rest = '';
  /** Text that may yet turn out to be reasoning; undefined: text passes. */
  #held: string | undefined;
  #isBare = false;
  /** True if the text has begun, as far as anybody sees. */
  #hasSpoken = false;
  #hasHidden = false;
  /** The start part and id of a text that has shown nothing yet. */
  #start: StreamPart | undefined;
  #id = '';

  /** @param thinkers The models that have put reasoning into their text: read, and added to. */
  constructor(name: string, thinkers: Set<string>) {
    this.#name = name;
    this.#thinkers = thinkers;
    if (thinkers.has(name) || OPENED_BY_PROMPT.test(name)) this.#held = '';
  }

  /** The parts that are passed on in place of one. */
  pass(part: StreamPart): readonly StreamPart[] {
    switch (part.type) {
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        // The server separates reasoning from text.
        if (part.type === 'reasoning-delta' && part.delta !== '') this.#held = undefined;
        return [];
      case 'text-start':
        this.#start = part;
        this.#id = part.id;
        return [];
      case 'text-delta':
        return this.#shown(this.#spoken(part.delta), part);
      case 'text-end': {
        const parts = this.#rested();
        const hasStarted = this.#start === undefined;
        this.#start = undefined;
        return hasStarted ? [...parts, part] : parts;
      }
      case 'tool-input-start':
      case 'tool-call':
      case 'finish':
        return [...this.#rested(), part];
      default:
        return [part];
    }
  }

  #shown(text: string, part: StreamPart & { type: 'text-delta' }): readonly StreamPart[] {
    if (text === '') return [];
    const start = this.#start;
    this.#start = undefined;
    const delta = text === part.delta ? part : { ...part, delta: text };
    return start === undefined ? [delta] : [start, delta];
  }

  /** The text held back, released when the stream ends. */
  #rested(): readonly StreamPart[] {
    const text = `${this.#held ?? ''}${this.#state === 'text' ? this.#rest : ''}`;
    if (this.#held !== undefined) this.#held = '';
    this.#rest = '';
    return this.#shown(this.#trimmed(text), { type: 'text-delta', id: this.#id, delta: text });
  }

  #spoken(delta: string): string {
    const isPlain = this.#state === 'text' && this.#rest === '' && !MAY_BE_MARK.test(delta);
    if (isPlain && this.#hasSpoken && this.#held === undefined) return delta;
    const text = this.#rest + delta;
    if (!this.#hasSpoken && !this.#hasHidden && !this.#isBare && this.#state === 'text' && !this.#held) {
      if (BARE_ANALYSIS.startsWith(text)) {
        this.#rest = text;
        return '';
      }
      this.#isBare = /^analysis[^\s\p{P}]/u.test(text);
      if (this.#isBare) this.#hide('reasoning');
    }
    return this.#trimmed(this.#read(text));
  }

  /** Splits a text at its marks. */
  #read(text: string): string {
    let visible = '';
    let at = 0;
    const take = (end: number) => {
      if (this.#state === 'text') visible += text.slice(at, end);
    };
    for (const { 0: found, index, groups } of text.matchAll(this.#isBare ? BARE_MARK : MARK)) {
      take(index);
      if (groups?.close !== undefined) {
        // Nothing opened it: all up to here was reasoning.
        if (this.#state === 'text') visible = '';
        this.#hide('text');
      } else if (groups?.open !== undefined && this.#state === 'text') {
        visible = this.#release(visible);
        this.#hide('reasoning');
      } else if (groups?.header !== undefined) {
        visible = this.#release(visible);
        this.#hide('header');
      } else if (groups?.message !== undefined && this.#state === 'header') {
        this.#state = /^(?:assistant)?\s*final/i.test(text.slice(at, index).trim()) ? 'text' : 'reasoning';
      }
      at = index + found.length;
    }
    const open = OPEN_MARK.exec(text.slice(at));
    const end = open === null ? text.length : at + open.index;
    take(end);
    this.#rest = this.#state === 'text' ? text.slice(end) : text.slice(Math.max(at, text.length - MAX_MARK));
    if (this.#held === undefined) return visible;
    this.#held += visible;
    return '';
  }

  /** The text before a mark, with held text: reasoning that the mark opens starts only after it. */
  #release(visible: string): string {
    return `${this.#held ?? ''}${visible}`;
  }

  #hide(state: 'text' | 'reasoning' | 'header'): void {
    this.#state = state;
    this.#held = undefined;
    this.#isBare &&= state === 'reasoning';
    this.#hasHidden = true;
    this.#thinkers.add(this.#name);
  }

  /** Empty lines stand between reasoning and text. */
  #trimmed(text: string): string {
    const shown = this.#hasSpoken || !this.#hasHidden ? text : text.trimStart();
    this.#hasSpoken ||= shown !== '';
    return shown;
  }
}
