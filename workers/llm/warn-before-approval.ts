import type { UIMessageChunk } from 'ai';

/** What is to be said before each call that waits for approval, by the call's id. */
export class ApprovalWarnings {
  readonly #texts = new Map<string, string>();

  add(toolCallId: string, text: string): void {
    this.#texts.set(toolCallId, text);
  }

  /** The chunks that go on in place of this one: the warning as a text of its own, before the request for approval. */
  before<T extends UIMessageChunk>(chunk: T): Array<T | UIMessageChunk> {
    const text = chunk.type === 'tool-approval-request' ? this.#texts.get(chunk.toolCallId) : undefined;
    if (chunk.type !== 'tool-approval-request' || text === undefined) return [chunk];
    this.#texts.delete(chunk.toolCallId);
    const id = `warning-${chunk.toolCallId}`;
    return [{ type: 'text-start', id }, { type: 'text-delta', id, delta: text }, { type: 'text-end', id }, chunk];
  }
}
