import { DurableObject } from 'cloudflare:workers';
import type { TurnProblem, TurnRequest, TurnWork } from '../../contracts/chat.ts';
import { migrate } from '../migrate.ts';
import { RunningTurn } from './running-turn.ts';
import { type StoredTurn, TURN_SCHEMA, TurnStore } from './turn-store.ts';

/**
 * While a turn runs an alarm rings this often. Work that no request waits for keeps an object in memory for a minute
 * or two only; an alarm is a request, and after a crash it is what finds the turn that was left.
 */
const HEARTBEAT_MS = 15_000;
/** An answer that the database refuses for so long will never be taken; the conversation must go on. */
const GIVE_UP_MS = 60 * 60 * 1000;

export type PostResult = { stream: ReadableStream<Uint8Array> } | { problem: TurnProblem };
/** What the work of a turn is traced by. */
export type TurnTrace = Pick<TurnRequest, 'requestId' | 'traceparent'>;

/**
 * The class of a conversation's session: it owns the running turn, so that a dropped client, a second tab or a reload
 * loses nothing. Its name is `tenantId:conversationId`.
 * @param openWork Makes what a turn does outside of the object, once a turn.
 */
export function chatSession<E>(openWork: (env: E, trace: TurnTrace) => TurnWork) {
  return class ChatSession extends DurableObject<E> {
    readonly #store: TurnStore;
    #running: RunningTurn | undefined;
    /** Taken from the first step of a post to the end of its turn. */
    #isBusy = false;

    constructor(ctx: DurableObjectState, env: E) {
      super(ctx, env);
      migrate(ctx.storage, [TURN_SCHEMA]);
      this.#store = new TurnStore(ctx.storage);
    }

    /** Begins a turn. Its stream can be dropped without harm; the turn runs to its end. */
    async post(request: TurnRequest): Promise<PostResult> {
      if (this.#isBusy) return { problem: inProgress() };
      this.#isBusy = true;
      if (!(await this.#closeLeftover())) {
        this.#isBusy = false;
        return { problem: { code: 'unavailable', detail: 'The last answer is not stored yet.', retryAfterSeconds: 5 } };
      }
      const work = openWork(this.env, request);
      const turn = new RunningTurn({ request, work, store: this.#store });
      this.#running = turn;
      this.#store.begin(request, Date.now());
      await this.ctx.storage.setAlarm(Date.now() + HEARTBEAT_MS);
      const start = await work.begin(request, turn.signal).catch((error: unknown) => {
        work.log.error('turn_not_begun', { turn_id: request.turnId, error });
        return { problem: { code: 'internal', detail: 'It is logged under this request id.' } satisfies TurnProblem };
      });
      if ('problem' in start) {
        this.#store.clear();
        await work.release().catch((error: unknown) => work.log.warn('turn_release_failed', { error }));
        this.#settle(turn);
        return { problem: start.problem };
      }
      const stream = turn.log.read('poster');
      this.ctx.waitUntil(this.#drive(turn, work, () => turn.run(start.stream, start.continues, start.replayed)));
      return { stream };
    }

    /** The running turn's stream from its start, or nothing when no turn of this user runs. */
    async resume({ userId }: { userId: string }): Promise<{ stream: ReadableStream<Uint8Array> } | null> {
      const leftover = this.#isBusy ? undefined : this.#store.load();
      if (leftover !== undefined && leftover.request.principal.userId === userId) {
        // The runtime went away under this turn: whoever comes back sees how far it got, and its end.
        this.#isBusy = true;
        const { turn, work } = this.#restored(leftover);
        const stream = turn.log.read('resumer');
        this.ctx.waitUntil(this.#drive(turn, work, () => turn.finish('interrupted')));
        return { stream };
      }
      if (this.#running === undefined || this.#running.userId !== userId) return null;
      return { stream: this.#running.log.read('resumer') };
    }

    /** Aborts the running turn. Its readers get an `abort` part and the end at once. */
    async stop({ userId }: { userId: string }): Promise<{ stopped: boolean }> {
      if (this.#running === undefined || this.#running.userId !== userId) return { stopped: false };
      this.#running.stop();
      return { stopped: true };
    }

    override async alarm(): Promise<void> {
      if (!this.#isBusy && this.#store.load() !== undefined) {
        this.#isBusy = true;
        await this.#closeLeftover();
        this.#isBusy = false;
      }
      // Rings on while a turn runs, or its answer waits to be stored.
      if (this.#isBusy || this.#store.load() !== undefined) await this.ctx.storage.setAlarm(Date.now() + HEARTBEAT_MS);
    }

    /** Closes a turn that an earlier instance left. False when its answer cannot be stored now. */
    async #closeLeftover(): Promise<boolean> {
      const leftover = this.#store.load();
      if (leftover === undefined) return true;
      const { turn, work } = this.#restored(leftover);
      const isStored = await turn.finish('interrupted');
      turn.log.close();
      this.#running = undefined;
      if (isStored || Date.now() - leftover.begunAtMs < GIVE_UP_MS) return isStored;
      work.log.error('answer_lost', { turn_id: leftover.request.turnId });
      this.#store.clear();
      return true;
    }

    #restored({ request, chunks, continues, replayed }: StoredTurn) {
      const work = openWork(this.env, request);
      const turn = new RunningTurn({ request, work, store: this.#store });
      turn.restore(chunks, continues, replayed);
      this.#running = turn;
      return { turn, work };
    }

    /** Whatever becomes of the turn, the session is free for the next one afterwards. */
    async #drive(turn: RunningTurn, work: TurnWork, run: () => Promise<boolean>): Promise<void> {
      try {
        await run();
      } catch (error) {
        work.log.error('turn_failed', { error });
      } finally {
        this.#settle(turn);
      }
    }

    /** The turn is over: only now may the next begin, and only now do readers see the end. */
    #settle(turn: RunningTurn): void {
      this.#running = undefined;
      this.#isBusy = false;
      turn.log.close();
    }
  };
}

function inProgress(): TurnProblem {
  return { code: 'turn_in_progress', detail: 'Wait for its end, or stop it.', retryAfterSeconds: 1 };
}
