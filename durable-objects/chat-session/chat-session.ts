import { DurableObject } from 'cloudflare:workers';
import { v7 } from 'uuid';
import { type ChannelPrincipal, ownerOf } from '../../contracts/channel.ts';
import type { SessionWork, TurnProblem, TurnRequest, TurnWork } from '../../contracts/chat.ts';
import { Channels } from './channels.ts';
import { ChatSockets } from './chat-sockets.ts';
import { RestTimer } from './rest-timer.ts';
import { RunningTurn } from './running-turn.ts';
import { type ReaderKind, TurnLog } from './turn-log.ts';
import { type StoredTurn, TurnStore } from './turn-store.ts';

/**
 * The period of the alarm while a turn runs. Work without a request keeps an object in memory for a minute or two only.
 * An alarm counts as a request, and after a crash it finds the interrupted turn.
 */
const HEARTBEAT_MS = 15_000;
/** After this long, an answer that cannot be stored is given up, so that the conversation can continue. */
const GIVE_UP_MS = 60 * 60 * 1000;
/** How long after its end a turn can be read by clients that read the history before it. */
const KEEP_MS = 60_000;

/** A turn that can be read. */
type ReadableTurn = Pick<RunningTurn, 'log' | 'request'>;

export type PostResult = { stream: ReadableStream<Uint8Array> } | { problem: TurnProblem };

export interface ResumeRequest extends ChannelPrincipal {
  /** When present, frames carry ids and start after this one, or from the start when it belongs to another turn. */
  after?: string | undefined;
  /** A `poster` already has the answer that the turn continues, and wants only the turn of `after`. */
  kind?: ReaderKind | undefined;
}

/**
 * The Durable Object class of a conversation's session. It owns the running turn, so a dropped client, a second tab or
 * a reload loses nothing. Its name is `tenantId:conversationId`.
 * @param openWork Creates what turns need from outside, once per instance.
 */
export function chatSession<E>(openWork: (env: E) => SessionWork) {
  return class ChatSession extends DurableObject<E> {
    readonly #store: TurnStore;
    readonly #sockets: ChatSockets;
    readonly #channels: Channels;
    readonly #work: SessionWork;
    readonly #rest: RestTimer;
    #running: RunningTurn | undefined;
    /** Pending while a turn is being accepted: until then there is nothing to read. */
    #beginning: Promise<unknown> | undefined;
    /** True from the first step of a post to the end of its turn. */
    #isBusy = false;
    /** The time of the alarm that this instance has set; undefined when it set none, or that has rung. */
    #alarmAtMs: number | undefined;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      this.#store = new TurnStore(ctx.storage);
      this.#work = openWork(env);
      this.#rest = new RestTimer(() => this.#work.rest());
      this.#sockets = new ChatSockets(ctx, {
        begin: (request) => this.#begin(request),
        resume: (userId) => this.#resume(userId),
        stop: (userId) => this.#stop(userId),
        newTurnId: () => v7(),
      });
      this.#channels = new Channels({
        note: (tenantId, channel) => this.#work.noteChannel(tenantId, channel),
        countSockets: (owner) => this.#sockets.countOf(owner),
        now: Date.now,
      });
    }

    /** Starts a turn. Dropping its stream does no harm: the turn runs to its end. */
    async post(request: TurnRequest): Promise<PostResult> {
      const begun = await this.#begin(request);
      if ('problem' in begun) return begun;
      return { stream: this.#channels.read(request.principal, begun.log, { kind: 'poster' }) };
    }

    /** The turn's stream from its start; null when there is none that this user could have missed. */
    async resume({
      after,
      kind = 'resumer',
      ...reader
    }: ResumeRequest): Promise<{ stream: ReadableStream<Uint8Array> } | null> {
      const found = await this.#resume(reader.userId);
      if (found === undefined) return null;
      this.#noteOwner(reader, found.request);
      const currentId = found.request.turnId;
      const idPrefix = after === undefined ? undefined : currentId;
      const [turnId, seen] = after?.split('.') ?? [];
      // `0` is the place of a client whose post was refused because this turn runs.
      if (kind === 'poster' && turnId !== '0' && turnId !== currentId) return null;
      const from = turnId === currentId ? Number(seen) : 0;
      return { stream: this.#channels.read(reader, found.log, { kind, from, idPrefix }) };
    }

    /** Aborts the running turn. Its readers get an `abort` part and the end at once. */
    async stop({ userId }: { userId: string }): Promise<{ stopped: boolean }> {
      return { stopped: this.#stop(userId) };
    }

    /**
     * Called when the history is read. The answer may follow a moment later, so this turn stays resumable after its
     * end.
     * @returns The ids of the running turn and of the last one that ended.
     */
    async noteHistoryRead({ userId }: { userId: string }): Promise<{ running: string | null; ended: string | null }> {
      await this.#beginning;
      const turn = this.#store.peek();
      if (turn === undefined || turn.request.principal.userId !== userId) return { running: null, ended: null };
      if (turn.endedAtMs !== undefined) return { running: null, ended: turn.request.turnId };
      this.#store.noteLateReader();
      return { running: turn.request.turnId, ended: null };
    }

    /** Closes the sockets, streams and running turn of owners whose rights have ended. */
    async closeOwned(owners: readonly string[]): Promise<void> {
      const owned = new Set(owners);
      this.#channels.close(owned);
      this.#sockets.closeOwned(owned);
      if (this.#running !== undefined && owned.has(ownerOf(this.#running.request.principal))) this.#running.stop();
    }

    /** Stops the running turn and deletes what is kept of it. */
    async forget({ userId }: { userId: string }): Promise<void> {
      if (this.#stop(userId)) return;
      if (this.#store.peek()?.endedAtMs !== undefined) this.#store.clear();
    }

    /** Accepts WebSocket upgrades from the Worker, which has put the speaker into an internal header. */
    override async fetch(request: Request): Promise<Response> {
      return await this.#sockets.upgrade(request, this.#channels, () => this.#arm());
    }

    override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
      this.ctx.waitUntil(this.#sockets.receive(socket, message, Date.now()));
    }

    override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
      this.#sockets.close(socket, code, reason);
      this.ctx.waitUntil(this.#sockets.tellOfClosing(socket, this.#channels));
    }

    override async webSocketError(socket: WebSocket): Promise<void> {
      await this.webSocketClose(socket, 1011, 'socket error');
    }

    override async alarm(): Promise<void> {
      this.#alarmAtMs = undefined;
      const nowMs = Date.now();
      this.#sockets.closeExpired(nowMs);
      const turn = this.#isBusy ? undefined : this.#store.peek();
      if (turn !== undefined && turn.endedAtMs === undefined) {
        this.#take();
        await this.#closeLeftover();
        this.#free();
      } else if (turn?.endedAtMs !== undefined && turn.endedAtMs + KEEP_MS <= nowMs) {
        this.#store.clear();
      }
      await this.#arm();
    }

    async #begin(request: TurnRequest): Promise<{ log: TurnLog } | { problem: TurnProblem }> {
      await this.#letOthersBeRefused(request.principal.userId);
      if (this.#isBusy) return { problem: inProgress() };
      this.#take();
      if (!(await this.#closeLeftover())) {
        this.#free();
        return {
          problem: {
            code: 'unavailable',
            detail: 'The last answer has not been stored yet. Retry in a moment.',
            retryAfterSeconds: 5,
          },
        };
      }
      const work = this.#work.turn(request);
      const turn = new RunningTurn({ request, work, store: this.#store });
      this.#running = turn;
      this.#noteOwner(request.principal, request, request.principal.expiresAt * 1000);
      const beginning = work.begin(request, turn.signal).catch((error: unknown) => {
        work.log.error('turn_not_begun', { turn_id: request.turnId, error });
        return { problem: unexpected() };
      });
      this.#beginning = beginning;
      const start = await beginning;
      if ('problem' in start) {
        this.#settle(turn);
        return { problem: start.problem };
      }
      // Written only now: the output gate would hold back the queries of `begin` until the write is on disk.
      this.#store.begin(request, start.continues, Date.now());
      this.ctx.waitUntil(this.#arm());
      this.#sockets.tellOfTurn(turn.userId, turn.id, 'started');
      this.ctx.waitUntil(this.#drive(turn, work, () => turn.run(start.stream, start.continues, start.replayed)));
      return { log: turn.log };
    }

    /** Waits for attempts of other people to be refused, so that they do not keep the conversation's owner from a turn. */
    async #letOthersBeRefused(userId: string): Promise<void> {
      let awaited: Promise<unknown> | undefined;
      while (this.#running !== undefined && this.#running.userId !== userId && this.#beginning !== awaited) {
        awaited = this.#beginning;
        await awaited;
      }
    }

    /**
     * Reports the owner while the turn is starting, and stops the turn when the hub says that the rights have ended.
     */
    #noteOwner(principal: ChannelPrincipal, of: TurnRequest, expiresAtMs?: number): void {
      const noted = this.#channels.noteTurn(principal, of, expiresAtMs);
      const ended = noted.then((isRevoked) => (isRevoked ? this.closeOwned([ownerOf(principal)]) : undefined));
      this.ctx.waitUntil(ended.catch(() => {}));
    }

    /** Like `#resumable`, after waiting for a turn that is being accepted. */
    async #resume(userId: string): Promise<ReadableTurn | undefined> {
      await this.#beginning;
      return this.#resumable(userId);
    }

    /** The turn that this user may read: the running one, one that a dead runtime left, or one that has just ended. */
    #resumable(userId: string): ReadableTurn | undefined {
      if (this.#running !== undefined) {
        return this.#running.userId === userId ? this.#running : undefined;
      }
      const stored = this.#isBusy ? undefined : this.#store.load();
      if (stored === undefined || stored.request.principal.userId !== userId) return undefined;
      if (stored.endedAtMs !== undefined) {
        if (!stored.hasLateReaders || stored.endedAtMs + KEEP_MS <= Date.now()) return undefined;
        const log = new TurnLog();
        log.restore(stored);
        log.close();
        return { log, request: stored.request };
      }
      // The runtime died during this turn: the reader sees how far it got, and its end.
      this.#take();
      const { turn, work } = this.#restored(stored);
      this.#running = turn;
      this.ctx.waitUntil(this.#drive(turn, work, () => turn.finish('interrupted')));
      return turn;
    }

    #stop(userId: string): boolean {
      if (this.#running === undefined || this.#running.userId !== userId) return false;
      this.#running.stop();
      return true;
    }

    /** Closes a turn that an earlier instance left. @returns False when its answer cannot be stored now. */
    async #closeLeftover(): Promise<boolean> {
      const leftover = this.#store.load();
      if (leftover === undefined || leftover.endedAtMs !== undefined) return true;
      const { turn, work } = this.#restored(leftover);
      this.#running = turn;
      const isStored = await turn.finish('interrupted');
      turn.log.close();
      this.#running = undefined;
      if (isStored || Date.now() - leftover.begunAtMs < GIVE_UP_MS) return isStored;
      work.log.error('answer_lost', { turn_id: leftover.request.turnId });
      this.#store.clear();
      return true;
    }

    #restored(stored: StoredTurn) {
      const { request } = stored;
      const work = this.#work.turn(request);
      const turn = new RunningTurn({ request, work, store: this.#store });
      turn.restore(stored);
      return { turn, work };
    }

    /** Runs the turn. Afterwards the session is free for the next one, whatever the outcome. */
    async #drive(turn: RunningTurn, work: TurnWork, run: () => Promise<boolean>): Promise<void> {
      try {
        await run();
      } catch (error) {
        work.log.error('turn_failed', { error });
      } finally {
        this.#settle(turn);
        this.#sockets.tellOfTurn(turn.userId, turn.id, 'ended');
        await this.#arm();
      }
    }

    /** Ends the turn. Only now may the next one start, and only now do readers see the end. */
    #settle(turn: RunningTurn): void {
      this.#running = undefined;
      this.#free();
      turn.log.close();
    }

    #take(): void {
      this.#isBusy = true;
      this.#rest.beginTurn();
    }

    #free(): void {
      this.#isBusy = false;
      this.ctx.waitUntil(this.#rest.endTurn());
    }

    /**
     * Sets the object's only alarm: for the running turn, for a turn that waits to be stored, for kept turns, for an
     * expiring token. An alarm that rings early sets the next one, and one that rings in vain costs less than rewriting
     * it each turn.
     */
    async #arm(): Promise<void> {
      const turn = this.#store.peek();
      const due = [this.#sockets.earliestExpiryMs()];
      if (this.#isBusy || (turn !== undefined && turn.endedAtMs === undefined)) due.push(Date.now() + HEARTBEAT_MS);
      if (turn?.endedAtMs !== undefined && turn.hasLateReaders) due.push(turn.endedAtMs + KEEP_MS);
      const known = due.filter((atMs) => atMs !== undefined);
      const atMs = Math.max(Date.now(), Math.min(...known));
      if (known.length === 0 || atMs >= (this.#alarmAtMs ?? Number.POSITIVE_INFINITY)) return;
      this.#alarmAtMs = atMs;
      await this.ctx.storage.setAlarm(atMs);
    }
  };
}

function unexpected(): TurnProblem {
  return { code: 'internal', detail: 'An unexpected error occurred. Quote request_id when you report it.' };
}

function inProgress(): TurnProblem {
  return { code: 'turn_in_progress', detail: 'Wait until the running answer ends, or stop it.', retryAfterSeconds: 1 };
}
