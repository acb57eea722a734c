/** A call as its server has streamed it so far. */
interface Call {
  /** The server's own index and id, where it sends them. */
  index: number | undefined;
  id: string | undefined;
  name: string;
  arguments: string;
  /** True once the complete name has been passed on. */
  isAnnounced: boolean;
  /** Google's signature of the thought behind it, which the next request must have. */
  extra: unknown;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Normalises chat completion chunks of servers that nearly follow OpenAI's protocol: each call gets its own index, an
 * id, its whole name and arguments as text; reasoning becomes `reasoning_content`; a complete answer becomes a chunk;
 * an end gets a reason. Everything else passes unchanged, and the AI SDK refuses it.
 */
export class OpenAIDialect {
  readonly #calls: Call[] = [];
  readonly #newCallId: () => string;
  #hasEnded = false;

  constructor(newCallId: () => string) {
    this.#newCallId = newCallId;
  }

  /** The chunk that replaces a chunk; undefined to drop it. */
  read(chunk: unknown): unknown {
    if (!isRecord(chunk) || chunk.error != null || (!('choices' in chunk) && !isRecord(chunk.usage))) return chunk;
    const [choice] = Array.isArray(chunk.choices) ? chunk.choices : [];
    const usage = usageIn(chunk.usage);
    if (!isRecord(choice)) return usage === undefined ? undefined : { choices: [], usage };
    const isWhole = !isRecord(choice.delta) && isRecord(choice.message);
    const source = isWhole ? choice.message : choice.delta;
    const end = textOf(choice.finish_reason) ?? (isWhole ? 'stop' : undefined);
    return this.#chunk(isRecord(source) ? source : {}, end, usage);
  }

  /** The chunk that is missing before the server's `[DONE]`; undefined: none. */
  done(): unknown {
    return this.#hasEnded ? undefined : this.#chunk({}, 'stop', undefined);
  }

  #chunk(source: Record<string, unknown>, end: string | undefined, usage: Record<string, number> | undefined): unknown {
    const content = contentOf(source.content);
    const reasoning = textOf(source.reasoning_content) ?? textOf(source.reasoning) ?? content.reasoning;
    const refusal = textOf(source.refusal);
    const calls = listOf(source.tool_calls).flatMap((call) => (isRecord(call) ? this.#called(call) : []));
    if (end !== undefined) {
      this.#hasEnded = true;
      calls.push(...this.#calls.flatMap((call) => this.#announce(call)));
    }
    const delta = {
      ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
      ...(content.text === undefined ? {} : { content: content.text }),
      ...(refusal === undefined ? {} : { refusal }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    };
    if (end === undefined && usage === undefined && Object.keys(delta).length === 0) return undefined;
    const choice = { index: 0, delta, ...(end === undefined ? {} : { finish_reason: end }) };
    return { choices: [choice], ...(usage === undefined ? {} : { usage }) };
  }

  /** Holds back the pieces of a tool call until its name is complete: when its arguments begin, or the call ends. */
  #called(piece: Record<string, unknown>): unknown[] {
    const called = isRecord(piece.function) ? piece.function : piece;
    const name = textOf(called.name)?.trim();
    const given = called.arguments ?? '';
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    const id = textOf(piece.id) ?? (typeof piece.id === 'number' ? String(piece.id) : undefined);
    const index = typeof piece.index === 'number' ? piece.index : undefined;
    const known = this.#callOf(index, id, name, text);
    if (known === undefined) {
      const earlier = this.#calls.flatMap((call) => this.#announce(call));
      const call = { index, id, name: name ?? '', arguments: '', isAnnounced: false, extra: piece.extra_content };
      this.#calls.push(call);
      return [...earlier, ...this.#continued(call, text)];
    }
    known.id ??= id;
    known.extra ??= piece.extra_content;
    // The whole call once more, as some servers send it with the end.
    if (name === known.name && text !== '' && text === known.arguments && isJson(text)) return [];
    if (!known.isAnnounced && name !== undefined && name !== known.name) {
      known.name = name.startsWith(known.name) ? name : known.name + name;
    }
    return this.#continued(known, text);
  }

  #continued(call: Call, text: string): unknown[] {
    call.arguments += text;
    if (call.isAnnounced)
      return text === '' ? [] : [{ index: this.#calls.indexOf(call), function: { arguments: text } }];
    return text === '' || call.name === '' ? [] : this.#announce(call);
  }

  #announce(call: Call): unknown[] {
    if (call.isAnnounced) return [];
    call.isAnnounced = true;
    const index = this.#calls.indexOf(call);
    const isTaken = this.#calls.some((other, at) => at < index && other.id === call.id);
    const id = call.id === undefined || isTaken ? this.#newCallId() : call.id;
    const piece = { index, id, type: 'function', function: { name: call.name, arguments: call.arguments } };
    return [isRecord(call.extra) ? { ...piece, extra_content: call.extra } : piece];
  }

  /** The call that a piece continues; undefined when it begins one. */
  #callOf(index: number | undefined, id: string | undefined, name: string | undefined, text: string): Call | undefined {
    const last = this.#calls.at(-1);
    const found =
      index !== undefined
        ? this.#calls.findLast((call) => call.index === index)
        : id === undefined
          ? last
          : (this.#calls.findLast((call) => call.id === id) ?? (name === undefined ? last : undefined));
    // A name is repeated, or comes in pieces, until the arguments are whole; after that it begins a call.
    if (found === undefined || name === undefined) return found;
    // Servers that number every call 0 tell them apart by id, or not at all.
    const isOther = id !== undefined && found.id !== undefined && id !== found.id;
    if (found.arguments === '') return isOther ? undefined : found;
    if (!isJson(found.arguments)) return found;
    return isOther || (text.trimStart().startsWith('{') && text !== found.arguments) ? undefined : found;
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : isRecord(value) ? [value] : []);

/** Returns a non-empty string, or undefined. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The texts of a content, which may be a list of parts, and Mistral's thinking among them. */
function contentOf(content: unknown): { text: string | undefined; reasoning: string | undefined } {
  if (typeof content === 'string') return { text: textOf(content), reasoning: undefined };
  const parts = listOf(content).filter(isRecord);
  const joined = (texts: unknown[]) => textOf(texts.filter((text) => typeof text === 'string').join(''));
  const isThought = ({ type }: Record<string, unknown>) => type === 'thinking' || type === 'reasoning';
  return {
    text: joined(parts.filter((part) => !isThought(part)).map(({ text }) => text)),
    reasoning: joined(
      parts
        .filter(isThought)
        .flatMap(({ text, thinking }) => [
          text,
          ...(typeof thinking === 'string'
            ? [thinking]
            : listOf(thinking).map((part) => (isRecord(part) ? part.text : ''))),
        ]),
    ),
  };
}

/** Undefined where nothing is reported, zeros included. */
function usageIn(usage: unknown): Record<string, number> | undefined {
  if (!isRecord(usage)) return undefined;
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(usage)) if (typeof value === 'number') numbers[name] = value;
  return Object.values(numbers).some((value) => value > 0) ? numbers : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
