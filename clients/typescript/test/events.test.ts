import { expect, it, vi } from 'vitest';
import { followEvents } from '../src/events.ts';
import { BASE, fakeServer, json, lost, problem, stream } from './fakes.ts';

vi.mock('../src/wait.ts', () => ({ wait: async () => undefined, backoffMs: () => 0 }));

const event = (sequence: number) => `id: ${sequence}\nevent: order_created\ndata: {"sequence":${sequence}}\n\n`;
const events = (...sequences: number[]) => sequences.map(event).join('');
const ready = (after: number) => `retry: 1000\n\nid: ${after}\nevent: ready\ndata: {}\n\n: heartbeat\n\n`;

async function follow(server: ReturnType<typeof fakeServer>, until: number, options = {}) {
  const seen: unknown[] = [];
  const send = async (request: Request) => await server.fetch(request);
  for await (const { sequence } of followEvents(send, BASE, { topics: ['orders'], ...options })) {
    seen.push(sequence);
    if (sequence >= until) break;
  }
  return seen;
}
const positions = ({ requests }: ReturnType<typeof fakeServer>) =>
  requests.map(({ headers }) => headers['last-event-id']);

it('goes on where it broke off, and shows nothing twice', async () => {
  const server = fakeServer(
    stream(`${ready(3)}${events(4, 5)}id: 6\nevent: order_cr`, 'is cut'),
    lost(),
    problem('unavailable', 503),
    stream(ready(5) + events(5, 6), 'ends'),
    stream(ready(6), 'is cut'),
    stream(`${events(7)}event: closed\ndata: {"code":4401}\n\n`),
    stream(events(8).replaceAll('\n', '\r\n')),
  );
  expect(await follow(server, 8)).toEqual([4, 5, 6, 7, 8]);
  expect(positions(server)).toEqual([undefined, '5', '5', '5', '6', '6', '7']);
  expect(server.last()?.path).toBe('/v1/events/stream?topics=orders');
});

it('begins where it is told, comes back there before its first event, and says what is lost', async () => {
  const resets: number[] = [];
  const server = fakeServer(
    stream(ready(9), 'is cut'),
    stream('id: 20\nevent: reset\ndata: {"after":20}\n\n', 'is cut'),
    stream(events(21)),
  );
  expect(await follow(server, 21, { after: 9, onReset: (after: number) => resets.push(after) })).toEqual([21]);
  expect(positions(server)).toEqual(['9', '9', '20']);
  expect(resets).toEqual([20]);
});

it('says when it opens, and each time that it does not or no longer is', async () => {
  const states: string[] = [];
  const say = (state: string) => () => states.push(state);
  const server = fakeServer(stream(events(1), 'is cut'), lost(), stream(events(2)));
  await follow(server, 2, { onOpen: say('open'), onClose: say('closed') });
  expect(states).toEqual(['open', 'closed', 'closed', 'open']);
});

it('ends with the error when it is refused for good', async () => {
  await expect(follow(fakeServer(problem('session_ended', 401)), 1)).rejects.toMatchObject({ code: 'session_ended' });
  await expect(follow(fakeServer(json('gone', 404)), 1)).rejects.toMatchObject({ status: 404 });
});

it('ends when it is told to', async () => {
  const ending = new AbortController();
  const server = fakeServer(stream(events(1)), () => {
    ending.abort();
    return Promise.reject(new DOMException('aborted', 'AbortError'));
  });
  expect(await follow(server, 9, { signal: ending.signal })).toEqual([1]);
});
