/** The most that a client may leave unread since it last showed life, in characters. */
export const MAX_UNREAD_CHARACTERS = 2 * 1024 * 1024;
/** The most that it may leave without an `ack`: pings do not prove that it reads. */
export const MAX_UNACKED_CHARACTERS = 16 * 1024 * 1024;
/** From here on a client gets events from the log, at its own speed, instead of live. */
export const WINDOW_CHARACTERS = MAX_UNREAD_CHARACTERS / 2;
const MARK_CHARACTERS = 32 * 1024;

interface Mark {
  sequence: number;
  sent: number;
  atMs: number;
}

/**
 * How much of what a socket was sent its client may not have read, in characters. workerd does not tell how much of a
 * socket's output waits in memory (it has no `bufferedAmount`), so the client tells: exactly by `ack` frames; without
 * any, every frame or ping counts as if it had read everything.
 */
export class Backlog {
  #sent = 0;
  #acked = 0;
  /** The characters sent when the client last showed life. */
  #alive = 0;
  #sequence = 0;
  #ackedSequence = 0;
  #acks = false;
  /** Sequences and their counts, oldest first, about every 32,000 characters: enough to resolve an `ack`. */
  #marks: Mark[] = [];

  /** The last event that was sent since the last move; 0 for none. */
  get sequence(): number {
    return this.#sequence;
  }

  /** True if the client sends `ack` frames. */
  get acks(): boolean {
    return this.#acks;
  }

  /** The characters that may be unread. */
  get unread(): number {
    return this.#sent - (this.#acks ? this.#acked : Math.max(this.#acked, this.#alive));
  }

  get isTooLong(): boolean {
    return this.unread > MAX_UNREAD_CHARACTERS || this.#sent - this.#acked > MAX_UNACKED_CHARACTERS;
  }

  sent(characters: number, sequence: number, nowMs: number): void {
    this.#sent += characters;
    this.#sequence = Math.max(this.#sequence, sequence);
    if (this.#sent - (this.#marks.at(-1)?.sent ?? this.#acked) < MARK_CHARACTERS) return;
    this.#marks.push({ sequence: this.#sequence, sent: this.#sent, atMs: nowMs });
  }

  /** Handles an `ack` up to this sequence. @returns Whether it is new. */
  acked(sequence: number): boolean {
    const ackedTo = Math.min(sequence, this.#sequence);
    const isNews = ackedTo > this.#ackedSequence;
    this.#ackedSequence = Math.max(this.#ackedSequence, ackedTo);
    this.#credit(sequence);
    return isNews;
  }

  #credit(sequence: number): void {
    this.#acks = true;
    if (sequence >= this.#sequence) {
      this.#acked = this.#sent;
      this.#marks = [];
      return;
    }
    const covered = this.#marks.findLast((mark) => mark.sequence <= sequence);
    if (covered === undefined) return;
    this.#acked = Math.max(this.#acked, covered.sent);
    this.#marks = this.#marks.filter((mark) => mark.sent > covered.sent);
  }

  /** Handles a sign of life: everything sent before counts as read. */
  showedLife(atMs: number): void {
    const before = this.#marks.findLast((mark) => mark.atMs <= atMs);
    if (before !== undefined) this.#alive = Math.max(this.#alive, before.sent);
  }

  /** Called when the socket continues at another place in the log. Earlier events still count as unread. */
  moved(): void {
    this.#sequence = 0;
    this.#ackedSequence = 0;
    this.#marks = [];
  }
}
