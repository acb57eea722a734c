import { withTimeout } from '../../contracts/with-timeout.ts';
import type { HubDeps } from './hub-deps.ts';

const BATCH = 100;
const TIMEOUT_MS = 5_000;

export interface RevocationsDeps extends Pick<HubDeps, 'readRevocations' | 'dropRevocations' | 'closeChat' | 'shard'> {
  /** Closes these owners' channels in the hub itself. */
  closeOwn(owners: readonly string[]): void;
  /** The shards that have sockets. */
  shards(): number[];
  /** The conversations in which these owners may have channels open. */
  conversations(owners: readonly string[]): string[];
  chatClosed(conversationId: string, owners: readonly string[]): void;
}

/**
 * Carries out committed revocations: closes all channels of their owners in the hub, its shards and the chat sessions.
 * The rows are deleted last, so a failed call is repeated by the next reader of the rows; closing twice changes
 * nothing.
 * @throws when a part did not answer, after all others were called.
 */
export async function carryOutRevocations(deps: RevocationsDeps): Promise<void> {
  for (let isMore = true; isMore; ) {
    const pending = await withTimeout('reading the revocations', TIMEOUT_MS, deps.readRevocations(BATCH));
    if (pending.length === 0) return;
    await closeEverywhere(deps, [...new Set(pending.flatMap(({ owners }) => owners))]);
    const done = deps.dropRevocations(pending.map(({ id }) => id));
    await withTimeout('dropping the revocations', TIMEOUT_MS, done);
    isMore = pending.length === BATCH;
  }
}

async function closeEverywhere(deps: RevocationsDeps, owners: readonly string[]): Promise<void> {
  deps.closeOwn(owners);
  const shards = deps.shards().map(async (index) => {
    await withTimeout(`closing sockets at shard ${index}`, TIMEOUT_MS, deps.shard(index).closeOwned(owners));
  });
  const chats = deps.conversations(owners).map(async (conversationId) => {
    await withTimeout('closing a chat', TIMEOUT_MS, deps.closeChat(conversationId, owners));
    deps.chatClosed(conversationId, owners);
  });
  await Promise.all([...shards, ...chats]);
}
