import type { UIMessage } from 'ai';
import type { HttpUser } from './http-user.ts';

/** The bytes that the readers of a turn received. */
export interface DroppedTurn {
  /** The bytes of the reader that dropped its connection. */
  seen: string;
  /** The bytes of a reader that stayed; undefined, as below, when the turn had ended before. */
  unbroken: string | undefined;
  /** The bytes of a reader that resumed. */
  resumed: string | undefined;
}

/** Approves what a conversation asks for, reads so many bytes of the answer, drops the connection, and comes back. */
export async function approveAndDrop(user: HttpUser, id: string, bytes: number): Promise<DroppedTurn> {
  const { messages } = await user.get<{ messages: UIMessage[] }>(`/v1/chat/${id}`);
  const asked = messages.at(-1);
  if (asked === undefined) throw new Error('the conversation is empty');
  const message = { ...asked, parts: asked.parts.map(approved) };
  const response = await user.call('POST', '/v1/chat', { id, message });
  if (response.status !== 200) throw new Error(`the approval was answered ${response.status}`);
  const unbroken = resume(user, id);
  const seen = await readSome(response, bytes);
  // A naive client sends its approval again.
  const again = user.call('POST', '/v1/chat', { id, message }).then((repeated) => repeated.text());
  const resumed = await resume(user, id);
  await again;
  return { seen, unbroken: await unbroken, resumed };
}

const approved = (part: UIMessage['parts'][number]): unknown =>
  'state' in part && part.state === 'approval-requested'
    ? { ...part, state: 'approval-responded', approval: { ...part.approval, approved: true } }
    : part;

async function resume(user: HttpUser, id: string): Promise<string | undefined> {
  const response = await user.call('GET', `/v1/chat/${id}/stream`);
  return response.status === 204 ? undefined : await response.text();
}

/** The beginning of a body, and no more: the connection is gone, wherever in a frame or in a letter that is. */
async function readSome(response: Response, bytes: number): Promise<string> {
  const reader = response.body?.getReader();
  const seen: number[] = [];
  while (reader !== undefined && seen.length < bytes) {
    const { done, value } = await reader.read();
    if (done) break;
    seen.push(...value);
  }
  await reader?.cancel();
  // A letter that was cut in the middle reads as U+FFFD.
  return new TextDecoder().decode(Uint8Array.from(seen.slice(0, bytes))).replace(/\uFFFD+$/, '');
}
