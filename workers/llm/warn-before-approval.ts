import type { UIMessageChunk } from 'ai';

/** The warnings before calls that wait for approval, by call id. */
export class ApprovalWarnings {
  readonly #texts = new Map<string, string>();

  add(toolCallId: string, text: string): void {
    this.#texts.set(toolCallId, text);
  }

  /** The chunks that replace this one: the warning as its own text, before the request for approval. */
  before<T extends UIMessageChunk>(chunk: T): Array<T | UIMessageChunk> {
    const text = chunk.type === 'tool-approval-request' ? this.#texts.get(chunk.toolCallId) : undefined;
    if (chunk.type !== 'tool-approval-request' || text === undefined) return [chunk];
    this.#texts.delete(chunk.toolCallId);
    const id = `warning-${chunk.toolCallId}`;
    return [{ type: 'text-start', id }, { type: 'text-delta', id, delta: text }, { type: 'text-end', id }, chunk];
  }
}
