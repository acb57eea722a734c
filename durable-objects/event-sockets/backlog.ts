/** What a client may leave unread since it last showed life. */
export const MAX_UNREAD_CHARACTERS = 2 * 1024 * 1024;
/** What it may leave without an `ack`, however alive: pings do not prove that it reads. */
export const MAX_UNACKED_CHARACTERS = 16 * 1024 * 1024;
/** With so much unread, a client gets no more events as they come: it catches up from the log, as it reads. */
export const WINDOW_CHARACTERS = MAX_UNREAD_CHARACTERS / 2;
const MARK_CHARACTERS = 32 * 1024;

interface Mark {
  sequence: number;
  sent: number;
  atMs: number;
}

/**
 * How much of what a socket was sent its client may not have read. workerd tells nobody how much of a socket's output
 * waits in memory (it has no `bufferedAmount`), so the client has to: by `ack` frames, exactly; or, as long as it has
 * never sent one, by any frame or ping, which count as if it had read all that was sent before. In characters.
 */
export class Backlog {
  #sent = 0;
  #acked = 0;
  /** What was sent when it last showed life. */
  #alive = 0;
  #sequence = 0;
  #ackedSequence = 0;
  #acks = false;
  /** Points on the way, oldest first, about every 32 thousand characters: enough to find what an `ack` covers. */
  #marks: Mark[] = [];

  /** The last event that it was sent, since it last moved; 0 for none. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether it reads by `ack` frames. */
  get acks(): boolean {
    return this.#acks;
  }

  /** What it may not have read. */
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

  /** The client has read everything up to this sequence. @returns Whether that is news. */
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

  /** The client sent something then: what went out before counts as read. */
  showedLife(atMs: number): void {
    const before = this.#marks.findLast((mark) => mark.atMs <= atMs);
    if (before !== undefined) this.#alive = Math.max(this.#alive, before.sent);
  }

  /** It reads on from another place in the log. What it was sent before it still has to read. */
  moved(): void {
    this.#sequence = 0;
    this.#ackedSequence = 0;
    this.#marks = [];
  }
}
