import { isRecord, type OpenAIDialect } from './openai-dialect.ts';

interface DeltaChunk {
  choices: [{ delta: Partial<Record<TextKey, string>> }];
}
type TextKey = 'content' | 'reasoning_content';

interface Frame {
  /** Includes its line ends. */
  text: string;
  /** Set when the frame is only a piece of text. */
  piece: { chunk: DeltaChunk; key: TextKey } | undefined;
}

interface Options {
  /** Normalises the server's chunks; undefined leaves them as they are. */
  dialect?: OpenAIDialect;
  /** Called for all bytes, comments included. */
  onBytes?: () => void;
}

/** Twenty-five updates a second look smooth. */
const PIECE_MS = 40;

/**
 * Joins chat completion chunks that hold nothing but text and arrive within `PIECE_MS` of the last text that was passed
 * on, because each chunk costs far more in the parsers and transforms behind this stream than its text. The first text
 * passes at once, and so do other chunks, the end, and the text before a failure.
 */
export function joinDeltas(body: ReadableStream<Uint8Array>, options: Options = {}): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const joiner = new Joiner(options);
  return new ReadableStream<Uint8Array>({
    start(controller) {
      void joiner.pump(reader, controller);
    },
    pull: () => joiner.onPull(),
    cancel: (reason) => {
      joiner.cancel();
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
  #isCancelled = false;

  constructor({ dialect, onBytes }: Options) {
    this.#frames = new WholeFrames(dialect);
    this.#onBytes = onBytes;
  }

  /** Reads to the end and passes everything on. Never rejects. */
  async pump(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): Promise<void> {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        this.#onBytes?.();
        this.#take(this.#frames.push(next.value), controller);
        // Backpressure: read on only when the reader wants more.
        await this.#demand(controller);
      }
      for (const frame of this.#frames.end()) this.#hold(frame);
      this.#send(controller);
      if (!this.#isCancelled) controller.close();
    } catch (error) {
      this.#send(controller);
      // An error discards what the reader has not taken yet.
      await this.#demand(controller);
      controller.error(error);
    }
  }

  /** The reader wants more. */
  onPull(): void {
    this.#pulled.resolve();
  }

  /** The reader has cancelled. */
  cancel(): void {
    this.#isCancelled = true;
    clearTimeout(this.#timer);
    this.onPull();
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
    if (text !== '' && !this.#isCancelled) controller.enqueue(this.#encoder.encode(text));
  }

  /** Resolves when the reader has room, or has cancelled. */
  async #demand(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.#isCancelled || (controller.desiredSize ?? 0) > 0) return;
    this.#pulled = Promise.withResolvers();
    await this.#pulled.promise;
  }
}

/** Turns bytes into complete SSE frames. */
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
      // A CR at the end may be half of a CRLF whose LF has not arrived.
      const isCut = text.endsWith('\r');
      text = (isCut ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n') + (isCut ? '\r' : '');
    }
    const frames = text.split('\n\n');
    this.#rest = frames.pop() ?? '';
    return frames.flatMap((frame) => this.#read(frame, '\n\n'));
  }

  /** The rest after the last frame: nothing, a line without its end, or an answer that was not streamed. */
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

/** A frame's data: that of its SSE fields, or the frame itself when it is bare JSON. */
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

/** The frame's text, serialised again if others were joined to it. */
const textOf = ({ text, piece }: Frame): string =>
  text === '' && piece !== undefined ? `data: ${JSON.stringify(piece.chunk)}\n\n` : text;

/** The chunk, when it holds nothing but a piece of text or of reasoning. */
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
