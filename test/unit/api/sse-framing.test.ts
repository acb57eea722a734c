import { EventSource } from 'eventsource';
import { expect, it } from 'vitest';
import { formatServerSentEvent } from '../../../workers/api/server-sent-event.ts';

it('writes id, name and data, and ends the frame', () => {
  expect(formatServerSentEvent({ id: 7, event: 'order_created', data: '{"a":1}' })).toBe(
    'id: 7\nevent: order_created\ndata: {"a":1}\n\n',
  );
  expect(formatServerSentEvent({ comment: 'heartbeat' })).toBe(': heartbeat\n\n');
});

it('lets no line break end a field or add one', () => {
  const text = formatServerSentEvent({ event: 'x\r\nid: 99', data: 'a\rb\nc\r\nd', comment: 'e\ndata: f' });
  expect(text).toBe(': e\n: data: f\nevent: x id: 99\ndata: a\ndata: b\ndata: c\ndata: d\n\n');
});

it('is read by an EventSource as it was meant', async () => {
  const body = [
    'retry: 1000\n\n',
    formatServerSentEvent({ comment: 'heartbeat' }),
    formatServerSentEvent({ id: 41, event: 'order_created', data: JSON.stringify({ note: 'line\nbreak\r\u2028' }) }),
  ].join('');
  const source = new EventSource('http://stream.test/', {
    fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
  });
  const event = await new Promise<MessageEvent>((resolve) => source.addEventListener('order_created', resolve));
  source.close();
  expect(event.lastEventId).toBe('41');
  expect(JSON.parse(event.data)).toEqual({ note: 'line\nbreak\r\u2028' });
});
