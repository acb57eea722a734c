import { type ChannelPrincipal, type ChatChannelAnswer, ownerOf } from '../../contracts/channel.ts';
import type { SessionWork, TurnRequest } from '../../contracts/chat.ts';
import { eventStream, type StreamOptions } from './event-stream.ts';
import type { TurnLog } from './turn-log.ts';

/** Longer than any turn: the hub knows the readers and the owner of a turn until its end. */
const TURN_MS = 10 * 60_000;
/** Longer than the hub's answer takes. */
const REMEMBER_MS = 30_000;

export interface ChannelsDeps {
  note: SessionWork['noteChannel'];
  /** The open sockets of the owner in this session. */
  countSockets(owner: string): number;
  now(): number;
}

/** Identifies the conversation. */
type Conversation = { principal: Pick<TurnRequest['principal'], 'tenantId'> } & Pick<TurnRequest, 'conversationId'>;

/**
 * A session's open channels by owner. The session reports each owner to the tenant's hub, which closes their channels
 * when their rights end, and answers when they have just ended.
 */
export class Channels {
  readonly #deps: ChannelsDeps;
  readonly #notedUntilMs = new Map<string, number>();
  readonly #closedUntilMs = new Map<string, number>();
  readonly #readers = new Map<AbortController, string>();
  readonly #opening = new Map<string, number>();

  constructor(deps: ChannelsDeps) {
    this.#deps = deps;
  }

  /** A stream of a turn that also ends with its reader's rights. */
  read(reader: ChannelPrincipal, log: TurnLog, options: StreamOptions): ReadableStream<Uint8Array> {
    const closing = new AbortController();
    this.#readers.set(closing, ownerOf(reader));
    return eventStream(log, { ...options, closed: closing.signal, onEnd: () => this.#readers.delete(closing) });
  }

  /**
   * Reports an owner who runs or reads a turn, unless the hub already knows.
   * @returns Whether their rights have ended.
   */
  async noteTurn(principal: ChannelPrincipal, of: Conversation, expiresAtMs = 0): Promise<boolean> {
    const owner = ownerOf(principal);
    const neededUntilMs = this.#deps.now() + TURN_MS;
    if (this.isClosed(owner)) return true;
    if ((this.#notedUntilMs.get(owner) ?? 0) >= neededUntilMs) return false;
    return (await this.#note(owner, of, Math.max(neededUntilMs, expiresAtMs))) === 'revoked';
  }

  /** Asks the hub for one more socket of an owner, which `open` then opens. @throws when the hub does not answer. */
  async openSocket(
    owner: string,
    of: Conversation,
    { expiresAtMs, maxSockets }: { expiresAtMs: number; maxSockets: number },
    open: () => void,
  ): Promise<ChatChannelAnswer> {
    this.#opening.set(owner, (this.#opening.get(owner) ?? 0) + 1);
    try {
      const answer = await this.#note(owner, of, expiresAtMs, maxSockets);
      if (answer !== 'open') return answer;
      if (this.isClosed(owner)) return 'revoked';
      open();
      return 'open';
    } finally {
      const left = (this.#opening.get(owner) ?? 1) - 1;
      if (left === 0) this.#opening.delete(owner);
      else this.#opening.set(owner, left);
    }
  }

  /** Reports that a socket has closed, so that its owner may open another one. */
  async socketClosed(owner: string, of: Conversation): Promise<void> {
    if (!this.isClosed(owner)) await this.#note(owner, of, this.#notedUntilMs.get(owner) ?? 0);
  }

  /** Ends the streams of owners whose rights have ended. */
  close(owners: ReadonlySet<string>): void {
    const untilMs = this.#deps.now() + REMEMBER_MS;
    for (const owner of owners) {
      this.#notedUntilMs.delete(owner);
      this.#closedUntilMs.set(owner, untilMs);
    }
    for (const [closing, owner] of this.#readers) if (owners.has(owner)) closing.abort();
  }

  isClosed(owner: string): boolean {
    return (this.#closedUntilMs.get(owner) ?? 0) > this.#deps.now();
  }

  async #note(owner: string, of: Conversation, expiresAtMs: number, maxSockets?: number): Promise<ChatChannelAnswer> {
    const { principal, conversationId } = of;
    const sockets = this.#deps.countSockets(owner) + (this.#opening.get(owner) ?? 0);
    const channel = { conversationId, owner, sockets, maxSockets, expiresAtMs };
    const answer = await this.#deps.note(principal.tenantId, channel);
    if (answer === 'open') this.#notedUntilMs.set(owner, Math.max(expiresAtMs, this.#notedUntilMs.get(owner) ?? 0));
    return answer;
  }
}
