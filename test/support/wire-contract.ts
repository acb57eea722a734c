import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, expect } from 'vitest';
import eventList from '../../contracts/frames/event_list_v1.json' with { type: 'json' };
import serverFrame from '../../contracts/frames/server_frame_v1.json' with { type: 'json' };
import streamClosed from '../../contracts/frames/stream_closed_v1.json' with { type: 'json' };
import streamReady from '../../contracts/frames/stream_ready_v1.json' with { type: 'json' };
import streamReset from '../../contracts/frames/stream_reset_v1.json' with { type: 'json' };

/** Not strict about keywords that are for readers alone. */
const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true });
addFormats.default(ajv);

const SCHEMAS = { serverFrame, streamReady, streamReset, streamClosed, eventList };
const validators = new Map<keyof typeof SCHEMAS, ValidateFunction>();

/** Frames arrive in callbacks, where nothing that is thrown fails a test: the faults wait for its end. */
const faults: string[] = [];
afterEach(() => {
  expect(faults.splice(0).slice(0, MAX_FAULTS), 'frames that the published contract does not know').toEqual([]);
});

/** Enough to find the cause; one fault can come with every frame. */
const MAX_FAULTS = 3;

/** Fails the running test unless the value is what the published JSON Schema says. */
export function checkWire(name: keyof typeof SCHEMAS, value: unknown): void {
  const validate = validators.get(name) ?? ajv.compile(SCHEMAS[name]);
  validators.set(name, validate);
  if (validate(value)) return;
  faults.push(`${name}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 500)}`);
}

/** Server-sent events that carry no event of the tenant. */
const OWN_EVENTS: Record<string, 'streamReady' | 'streamReset' | 'streamClosed'> = {
  ready: 'streamReady',
  reset: 'streamReset',
  closed: 'streamClosed',
};

/** Likewise for a server-sent event: named by its event's type, numbered by its sequence. */
export function checkServerSentEvent({
  id,
  event,
  data,
}: {
  id?: string | undefined;
  event?: string;
  data?: string;
}): void {
  // A comment, or the time to wait before a reconnect.
  if (event === undefined && data === undefined) return;
  const value: unknown = JSON.parse(data ?? 'null');
  const own = OWN_EVENTS[event ?? ''];
  checkWire(own ?? 'serverFrame', own === undefined ? { type: 'event', event: value } : value);
  if (own !== undefined) return;
  const { sequence, type } = Object.assign({ sequence: undefined, type: undefined }, value);
  if (id !== String(sequence) || event !== type) faults.push(`a server-sent event ${id} ${event} holds ${data}`);
}
