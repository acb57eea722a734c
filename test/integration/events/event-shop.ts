import { runInDurableObject } from 'cloudflare:test';
import type { EventList } from '../../../contracts/event.ts';
import type { Role } from '../../../contracts/identity.ts';
import { newId } from '../../../workers/platform/ids.ts';
import { ACCESS_TOKEN_TTL_SECONDS } from '../../../workers/platform/tokens.ts';
import { call, newUserWith } from '../../support/tenant.ts';
import { checkServerSentEvent } from '../../support/wire-contract.ts';
import { eventually, newHub, pause } from './hub-fixture.ts';

/** A tenant whose events are written by hand, and tokens for it. */
export async function newShop() {
  const shop = await newHub();
  const bearer = async (role: Role, userId: string = newId(), lifeSeconds = 600) => {
    const loggedInAt = new Date(Date.now() - (ACCESS_TOKEN_TTL_SECONDS - lifeSeconds) * 1000);
    const { token } = await newUserWith(shop.tenantId, userId, [role], loggedInAt);
    return { authorization: `Bearer ${token}` };
  };
  const staff = await bearer('staff');
  return {
    ...shop,
    bearer,
    staff,
    customer: await bearer('customer', shop.customerId),
    publish: async (...options: Parameters<typeof shop.commit>) => {
      const ids = await shop.commit(...options);
      await shop.hub.nudge();
      return ids;
    },
    /** Waits until the log holds so many events. */
    logged: async (head: number) =>
      await eventually(
        async () => (await (await call('GET', '/v1/events', { headers: staff })).json<EventList>()).head === head,
        `${head} logged events`,
      ),
    sockets: () => runInDurableObject(shop.hub, (_hub, state) => state.getWebSockets().length),
  };
}

interface SseFrame {
  id?: string;
  event?: string;
  data?: string;
}

/** Reads an event stream as a browser does. */
export async function openStream(path: string, headers: Record<string, string> = {}) {
  const response = await call('GET', path, { headers });
  const frames: SseFrame[] = [];
  let text = '';
  let ending: 'clean' | 'broken' | undefined;
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      text += part.value;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = block.split('\n').map((field) => field.split(/: (.*)/s));
        const frame: SseFrame = Object.fromEntries(fields.map(([name = '', value = '']) => [name, value]));
        checkServerSentEvent(frame);
        frames.push(frame);
      }
    }
    ending = 'clean';
  };
  const reading =
    response.status === 200
      ? read().catch(() => {
          ending = 'broken';
        })
      : undefined;
  const events = () => frames.filter(({ event }) => event?.startsWith('order_') || event === 'tool_call');
  return {
    response,
    frames,
    events,
    reading,
    ids: () => events().map(({ data }) => JSON.parse(data ?? '{}').id),
    ready: async () =>
      await eventually(
        () => frames.find(({ event }) => event === 'ready'),
        'ready',
        () => JSON.stringify(frames),
      ),
    async receive(count: number) {
      await eventually(
        () => events().length >= count,
        `${count} events`,
        () => JSON.stringify(frames).slice(0, 2_000),
      );
      await pause(60);
      return events().map(({ id }) => Number(id));
    },
    ended: async () => await eventually(() => ending, 'the end of the stream'),
    cancel: async () => await reader?.cancel(),
  };
}
