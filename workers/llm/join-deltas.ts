import { isRecord, type OpenAIDialect } from './openai-dialect.ts';

interface DeltaChunk {
  choices: [{ delta: Partial<Record<TextKey, string>> }];
}
type TextKey = 'content' | 'reasoning_content';

interface Frame {
  /** With the line ends that end it. */
  text: string;
  /** Where a piece of text is all that it says, and which. */
  piece: { chunk: DeltaChunk; key: TextKey } | undefined;
}

interface Options {
  /** How the server's chunks are to be read; undefined: as they are. */
  dialect?: OpenAIDialect;
  /** Called at every sign of life: chunks of any kind, and comments. */
  onBytes?: () => void;
}

/** Twenty-five pieces a second look smooth; nobody reads faster. */
const PIECE_MS = 40;

/**
 * A stream of chat completion chunks in which neighbours that hold nothing but a piece of text are one when they arrive
 * within `PIECE_MS` of what went on last. What passes each chunk on (parsers, checks, transforms) costs far more than the
 * chunk. The first text goes on at once, as does what is no text, the end, and what came before a break.
 */
export function joinDeltas(body: ReadableStream<Uint8Array>, options: Options = {}): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const joiner = new Joiner(options);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      void joiner.pass(reader, controller);
    },
    pull: () => joiner.letOn(),
    cancel: (reason) => {
      joiner.leave();
      return reader.cancel(reason);
    },
  });
}

class Joiner {
  readonly #frames: WholeFrames;
  readonly #onBytes: (() => void) | undefined;
  readonly #encoder = new TextEncoder();
  #held: Frame[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastTextMs = Number.NEGATIVE_INFINITY;
  #pulled = Promise.withResolvers<void>();
  #isLeft = false;

  constructor({ dialect, onBytes }: Options) {
    this.#frames = new WholeFrames(dialect);
    this.#onBytes = onBytes;
  }

  /** Passes all on, to the end. Never rejects. */
  async pass(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): Promise<void> {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        this.#onBytes?.();
        this.#take(this.#frames.push(next.value), controller);
        // A reader that is behind holds the server back.
        await this.#room(controller);
      }
      for (const frame of this.#frames.end()) this.#hold(frame);
      this.#send(controller);
      if (!this.#isLeft) controller.close();
    } catch (error) {
      this.#send(controller);
      // What is not read yet would be lost with the error.
      await this.#room(controller);
      controller.error(error);
    }
  }

  /** The reader asks for more. */
  letOn(): void {
    this.#pulled.resolve();
  }

  /** The reader is gone. */
  leave(): void {
    this.#isLeft = true;
    clearTimeout(this.#timer);
    this.letOn();
  }

  #take(frames: readonly Frame[], controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (frames.length === 0) return;
    for (const frame of frames) this.#hold(frame);
    const waitMs = this.#lastTextMs + PIECE_MS - Date.now();
    if (frames.some(({ piece }) => piece === undefined)) this.#send(controller);
    else if (waitMs <= 0) this.#sendText(controller);
    else this.#timer ??= setTimeout(() => this.#sendText(controller), waitMs);
  }

  #hold(frame: Frame): void {
    const last = this.#held.at(-1);
    const { piece } = frame;
    if (piece === undefined || last?.piece?.key !== piece.key) {
      this.#held.push(frame);
      return;
    }
    const { key } = piece;
    const [{ delta }] = last.piece.chunk.choices;
    delta[key] = `${delta[key]}${piece.chunk.choices[0].delta[key]}`;
    last.text = '';
  }

  #sendText(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#lastTextMs = Date.now();
    this.#send(controller);
  }

  #send(controller: ReadableStreamDefaultController<Uint8Array>): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#held.map(textOf).join('');
    this.#held = [];
    if (text !== '' && !this.#isLeft) controller.enqueue(this.#encoder.encode(text));
  }

  async #room(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.#isLeft || (controller.desiredSize ?? 0) > 0) return;
    this.#pulled = Promise.withResolvers();
    await this.#pulled.promise;
  }
}

/** Bytes as the frames that are whole by now. */
class WholeFrames {
  readonly #decoder = new TextDecoder();
  readonly #dialect: OpenAIDialect | undefined;
  #rest = '';

  constructor(dialect: OpenAIDialect | undefined) {
    this.#dialect = dialect;
  }

  push(bytes: Uint8Array): Frame[] {
    let text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    if (text.includes('\r')) {
      // What follows the last sign may be the other half of one line end.
      const isCut = text.endsWith('\r');
      text = (isCut ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n') + (isCut ? '\r' : '');
    }
    const frames = text.split('\n\n');
    this.#rest = frames.pop() ?? '';
    return frames.flatMap((frame) => this.#read(frame, '\n\n'));
  }

  /** What came after the last whole frame: nothing, a last line without its end, or an answer that is no stream at all. */
  end(): Frame[] {
    const rest = this.#rest;
    return rest === '' ? [] : this.#read(rest, this.#dialect === undefined ? '' : '\n\n');
  }

  #read(frame: string, end: string): Frame[] {
    const data = dataOf(frame);
    const chunk = data === undefined ? undefined : parsed(data);
    const piece = pieceOf(chunk);
    const asIs = { text: frame + end, piece };
    const isStandard = piece !== undefined && frame.startsWith('data:');
    if (this.#dialect === undefined || data === undefined || isStandard) return [asIs];
    if (data === '[DONE]') {
      const missing = this.#dialect.done();
      return missing === undefined ? [asIs] : [frameOf(missing), asIs];
    }
    if (chunk === undefined) return [asIs];
    const read = this.#dialect.read(chunk);
    return read === undefined ? [] : [frameOf(read)];
  }
}

/** What a frame carries, in the fields of SSE or as nothing but JSON. */
function dataOf(frame: string): string | undefined {
  if (frame.startsWith('data: {') && !frame.includes('\n')) return frame.slice('data: '.length);
  if (frame.trimStart().startsWith('{')) return frame;
  const lines = frame
    .split('\n')
    .flatMap((line) => (line.startsWith('data:') ? [line.slice('data:'.length).trim()] : []));
  return lines.length === 0 ? undefined : lines.join('\n');
}

function parsed(json: string): unknown {
  if (!json.startsWith('{')) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const frameOf = (chunk: unknown): Frame => ({ text: `data: ${JSON.stringify(chunk)}\n\n`, piece: pieceOf(chunk) });

/** Anew where others were joined to it. */
const textOf = ({ text, piece }: Frame): string =>
  text === '' && piece !== undefined ? `data: ${JSON.stringify(piece.chunk)}\n\n` : text;

/** The chunk, when a piece of text or of reasoning is all that it says. */
function pieceOf(chunk: unknown): Frame['piece'] {
  if (isPieceOf(chunk, 'content')) return { chunk, key: 'content' };
  return isPieceOf(chunk, 'reasoning_content') ? { chunk, key: 'reasoning_content' } : undefined;
}

function isPieceOf(chunk: unknown, key: TextKey): chunk is DeltaChunk {
  if (!isRecord(chunk) || chunk.usage != null || chunk.error != null || !Array.isArray(chunk.choices)) return false;
  const [choice] = chunk.choices;
  if (chunk.choices.length !== 1 || !isRecord(choice) || choice.finish_reason != null || choice.logprobs != null) {
    return false;
  }
  const { delta, index } = choice;
  return (index ?? 0) === 0 && isRecord(delta) && Object.keys(delta).length === 1 && typeof delta[key] === 'string';
}
