interface DeltaChunk {
  choices: [{ delta: { content: string } }];
}

interface Frame {
  /** With the line ends that end it. */
  text: string;
  /** Where a piece of text is all that it says. */
  delta: DeltaChunk | undefined;
}

/** Twenty-five pieces a second look smooth; nobody reads faster. */
const PIECE_MS = 40;

/**
 * A stream of chat completion chunks in which neighbours that hold nothing but a piece of text are one when they arrive
 * within `PIECE_MS` of what went on last. What passes each chunk on (parsers, checks, transforms) costs far more than the
 * chunk. The first text goes on at once, as does what is no text, the end, and what came before a break.
 */
export function joinDeltas(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const joiner = new Joiner();
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
  readonly #frames = new WholeFrames();
  readonly #encoder = new TextEncoder();
  #held: Frame[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastTextMs = Number.NEGATIVE_INFINITY;
  #pulled = Promise.withResolvers<void>();
  #isLeft = false;

  /** Passes all on, to the end. Never rejects. */
  async pass(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): Promise<void> {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        this.#take(this.#frames.push(next.value), controller);
        // A reader that is behind holds the server back.
        await this.#room(controller);
      }
      this.#hold({ text: this.#frames.end(), delta: undefined });
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
    if (frames.some(({ delta }) => delta === undefined)) this.#send(controller);
    else if (waitMs <= 0) this.#sendText(controller);
    else this.#timer ??= setTimeout(() => this.#sendText(controller), waitMs);
  }

  #hold(frame: Frame): void {
    const last = this.#held.at(-1);
    if (last?.delta === undefined || frame.delta === undefined) {
      this.#held.push(frame);
      return;
    }
    last.delta.choices[0].delta.content += frame.delta.choices[0].delta.content;
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
  #rest = '';

  push(bytes: Uint8Array): Frame[] {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    // Other line ends are allowed, and nobody sends them: they pass through whole.
    if (text.includes('\r')) {
      this.#rest = '';
      return [{ text, delta: undefined }];
    }
    const frames = text.split('\n\n');
    this.#rest = frames.pop() ?? '';
    return frames.map((frame) => ({ text: `${frame}\n\n`, delta: deltaOf(frame) }));
  }

  end(): string {
    return this.#rest;
  }
}

/** Anew where others were joined to it. */
const textOf = ({ text, delta }: Frame): string =>
  text === '' && delta !== undefined ? `data: ${JSON.stringify(delta)}\n\n` : text;

/** The chunk, when a piece of text is all that it says. */
function deltaOf(frame: string): DeltaChunk | undefined {
  if (!frame.startsWith('data: {')) return undefined;
  try {
    const chunk: unknown = JSON.parse(frame.slice('data: '.length));
    return isDeltaAlone(chunk) ? chunk : undefined;
  } catch {
    return undefined;
  }
}

function isDeltaAlone(chunk: unknown): chunk is DeltaChunk {
  if (!isRecord(chunk) || chunk.usage != null || chunk.error != null || !Array.isArray(chunk.choices)) return false;
  const [choice] = chunk.choices;
  if (chunk.choices.length !== 1 || !isRecord(choice) || choice.finish_reason != null || choice.logprobs != null) {
    return false;
  }
  const { delta, index } = choice;
  return (index ?? 0) === 0 && isRecord(delta) && Object.keys(delta).length === 1 && typeof delta.content === 'string';
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
