/**
 * A page that follows orders as EVENTS.md shows: by the browser's own EventSource, or with `?socket` by a WebSocket. It
 * keeps what it saw in `window.seen`.
 */
const query = new URLSearchParams(location.search);
const api = query.get('api') ?? '';

interface Seen {
  sequence: number;
  orderId: string;
}
const page: { seen: Seen[]; opened: number; resets: number; ended: string[] } = {
  seen: [],
  opened: 0,
  resets: 0,
  ended: [],
};
Object.assign(window, { page });

const { ticket } = (await (
  await fetch(`${api}/v1/events/tickets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${query.get('token')}` },
  })
).json()) as { ticket: string };

const note = (data: string): void => {
  const { sequence, data: about } = JSON.parse(data) as { sequence: number; data: { order: { id: string } } };
  page.seen.push({ sequence, orderId: about.order.id });
};

function followByEventSource(): void {
  const events = new EventSource(`${api}/v1/events/stream?topics=orders&ticket=${ticket}`);
  events.addEventListener('order_created', ({ data }) => note(data));
  events.addEventListener('reset', () => (page.resets += 1));
  events.addEventListener('open', () => (page.opened += 1));
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) page.ended.push('closed for good');
  });
}

let after = '';
function followByWebSocket(): void {
  const url = `${api.replace('http', 'ws')}/v1/events/ws?topics=orders&ticket=${ticket}${after}`;
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => (page.opened += 1));
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(data) as { type: string; after?: number; event?: { sequence: number } };
    const sequence = frame.event?.sequence ?? frame.after;
    if (sequence !== undefined) after = `&after=${sequence}`;
    if (frame.type === 'event') note(JSON.stringify(frame.event));
    if (frame.type === 'reset') page.resets += 1;
  });
  socket.addEventListener('close', () => setTimeout(followByWebSocket, 1_000));
}

if (query.has('socket')) followByWebSocket();
else followByEventSource();

export {};
