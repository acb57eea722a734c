import { describe, expect, it } from 'vitest';
import {
  Backlog,
  MAX_UNACKED_CHARACTERS,
  MAX_UNREAD_CHARACTERS,
} from '../../../durable-objects/event-sockets/backlog.ts';

const EVENT = 2_000;

/** Sends events of two thousand characters each, a millisecond apart, until the backlog is too long. */
function sendUntilTooLong(backlog: Backlog, onEvent: (sequence: number, nowMs: number) => void = () => {}): number {
  for (let sequence = 1; sequence <= 40_000; sequence++) {
    backlog.sent(EVENT, sequence, sequence);
    if (backlog.isTooLong) return sequence * EVENT;
    onEvent(sequence, sequence);
  }
  return Number.POSITIVE_INFINITY;
}

describe('what a client leaves unread', () => {
  it('is bounded for one that shows no life', () => {
    const sent = sendUntilTooLong(new Backlog());
    expect(sent).toBeGreaterThan(MAX_UNREAD_CHARACTERS);
    expect(sent).toBeLessThanOrEqual(MAX_UNREAD_CHARACTERS + EVENT);
  });

  it('has a higher bound for one that pings but never acks', () => {
    const backlog = new Backlog();
    const sent = sendUntilTooLong(backlog, (_sequence, nowMs) => backlog.showedLife(nowMs));
    expect(sent).toBeGreaterThan(MAX_UNACKED_CHARACTERS);
    expect(sent).toBeLessThanOrEqual(MAX_UNACKED_CHARACTERS + EVENT);
  });

  it('never grows for one that acks what it reads, a hundred events late', () => {
    const backlog = new Backlog();
    expect(sendUntilTooLong(backlog, (sequence) => backlog.acked(sequence - 100))).toBe(Number.POSITIVE_INFINITY);
  });

  it('is everything without an ack for one that acks, also with pings', () => {
    const backlog = new Backlog();
    const sent = sendUntilTooLong(backlog, (sequence, nowMs) => {
      if (sequence <= 500) backlog.acked(sequence);
      backlog.showedLife(nowMs);
    });
    expect(sent).toBeLessThan(500 * EVENT + MAX_UNREAD_CHARACTERS + 50_000);
  });

  it('is not reduced by an ack of acked events, nor of events that were never sent', () => {
    const backlog = new Backlog();
    for (let sequence = 1; sequence <= 100; sequence++) backlog.sent(EVENT, sequence, sequence);
    expect(backlog.acked(60)).toBe(true);
    const unread = backlog.unread;
    expect(unread).toBeGreaterThanOrEqual(40 * EVENT);
    expect(unread).toBeLessThan(60 * EVENT);
    expect([backlog.acked(60), backlog.acked(10)]).toEqual([false, false]);
    expect(backlog.unread).toBe(unread);
    expect(backlog.acked(5_000)).toBe(true);
    expect(backlog.unread).toBe(0);
    // An ack counts only for events that were sent.
    expect(backlog.acked(5_001)).toBe(false);
  });

  it('counts a ping for what was sent before it alone', () => {
    const backlog = new Backlog();
    for (let sequence = 1; sequence <= 200; sequence++) backlog.sent(EVENT, sequence, sequence);
    backlog.showedLife(100);
    expect(backlog.unread).toBeGreaterThanOrEqual(100 * EVENT);
    expect(backlog.unread).toBeLessThan(130 * EVENT);
  });

  it('stays unchanged when the client continues at another place in the log', () => {
    const backlog = new Backlog();
    for (let sequence = 1; sequence <= 100; sequence++) backlog.sent(EVENT, sequence, sequence);
    backlog.moved();
    expect(backlog.unread).toBe(100 * EVENT);
    backlog.sent(EVENT, 7, 200);
    backlog.acked(7);
    expect(backlog.unread).toBe(0);
  });
});
