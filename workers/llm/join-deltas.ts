interface DeltaFrame {
  choices: [{ delta: { content: string } }];
}

/**
 * A stream of chat completion chunks in which neighbours that arrived together, and hold nothing but a piece of text,
 * are one. What passes each chunk on (parsers, checks, transforms) costs more than the chunk: a server that sends many
 * at once is then read several times as fast, and one that sends them singly is passed through as it is.
 */
export function joinDeltas(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        const text = rest + decoder.decode(bytes, { stream: true });
        // Other line ends are allowed, and nobody sends them: they pass through whole.
        const end = text.includes('\r') ? text.length : text.lastIndexOf('\n\n') + 2;
        rest = end === 1 ? text : text.slice(end);
        if (end > 1) controller.enqueue(encoder.encode(joined(text.slice(0, end))));
      },
      flush(controller) {
        if (rest !== '') controller.enqueue(encoder.encode(rest));
      },
    }),
  );
}

function joined(text: string): string {
  const frames = text.split('\n\n');
  if (frames.length <= 2 || text.includes('\r')) return text;
  const out: string[] = [];
  let open: DeltaFrame | undefined;
  const close = () => {
    if (open !== undefined) out.push(`data: ${JSON.stringify(open)}`);
    open = undefined;
  };
  for (const frame of frames) {
    const delta = deltaOf(frame);
    if (delta !== undefined && open !== undefined) open.choices[0].delta.content += delta.choices[0].delta.content;
    else {
      close();
      if (delta === undefined) out.push(frame);
      else open = delta;
    }
  }
  close();
  return out.join('\n\n');
}

/** The chunk, when a piece of text is all that it says. */
function deltaOf(frame: string): DeltaFrame | undefined {
  if (!frame.startsWith('data: {')) return undefined;
  try {
    const chunk: unknown = JSON.parse(frame.slice('data: '.length));
    return isDeltaAlone(chunk) ? chunk : undefined;
  } catch {
    return undefined;
  }
}

function isDeltaAlone(chunk: unknown): chunk is DeltaFrame {
  if (!isRecord(chunk) || chunk.usage != null || chunk.error != null || !Array.isArray(chunk.choices)) return false;
  const [choice] = chunk.choices;
  if (chunk.choices.length !== 1 || !isRecord(choice) || choice.finish_reason != null || choice.logprobs != null) {
    return false;
  }
  const { delta, index } = choice;
  return (index ?? 0) === 0 && isRecord(delta) && Object.keys(delta).length === 1 && typeof delta.content === 'string';
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
