import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EVENT_TYPES, RaglineEvent, TOPICS, TopicMessage } from '../../../contracts/event.ts';
import { ClientFrame, ServerFrame } from '../../../contracts/subscription.ts';

interface Document {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  components: {
    messages: Record<string, { payload: object; examples: Array<{ payload: unknown }> }>;
    schemas: Record<string, object>;
  };
}
const document: Document = parse(readFileSync('contracts/asyncapi.yaml', 'utf8'));
const messagesOf = (channel: string): string[] => Object.keys(document.channels[channel]?.messages ?? {});

/** Validates against a message's payload, as it stands in the document. */
function fits(message: string, payload: unknown): boolean {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  const schema = document.components.messages[message]?.payload;
  return ajv.validate({ ...schema, components: { schemas: document.components.schemas } }, payload);
}

describe('asyncapi.yaml', () => {
  it('has a message on both streams and in one Queue for every type of event that the relay carries', () => {
    const types = EVENT_TYPES;
    expect(types.length).toBeGreaterThan(0);
    const queued = TOPICS.flatMap((topic) => messagesOf(`queue_${topic}`)).filter((name) => !name.endsWith('_check'));
    expect(messagesOf('stream').toSorted()).toEqual([...types, 'ready', 'reset', 'closed'].toSorted());
    expect(queued.toSorted()).toEqual(types.map((type) => `queued_${type}`).toSorted());
  });

  it('has a message for every kind of frame, of each side', () => {
    const kinds = (frames: typeof ServerFrame | typeof ClientFrame) =>
      frames.options.map((option) => option.shape.type.value);
    expect(messagesOf('socket').toSorted()).toEqual(
      [
        ...kinds(ServerFrame).map((kind) => `server_${kind}`),
        ...kinds(ClientFrame).map((kind) => `client_${kind}`),
      ].toSorted(),
    );
  });

  it('shows an example of each message that fits it, and events that the product itself would take', () => {
    for (const [name, { examples }] of Object.entries(document.components.messages)) {
      expect(examples.length, name).toBe(1);
      expect(fits(name, examples[0]?.payload), name).toBe(true);
    }
    for (const type of EVENT_TYPES) {
      const example = document.components.messages[type]?.examples[0]?.payload;
      expect(RaglineEvent.parse(example)).toMatchObject({ type });
    }
  });

  it('tells messages apart', () => {
    const order = document.components.messages.order_created?.examples[0]?.payload;
    expect(fits('order_created', order)).toBe(true);
    expect(fits('order_updated', order)).toBe(false);
    expect(fits('tool_call', order)).toBe(false);
    expect(fits('order_created', Object.assign({}, order, { secret: 1 }))).toBe(false);
    expect(fits('order_created', Object.assign({}, order, { sequence: 0 }))).toBe(false);
  });
});

describe('a message of a topic', () => {
  it('may carry an event of a later release', () => {
    const event = document.components.messages.order_created?.examples[0]?.payload;
    const later = Object.assign({}, event, { type: 'order_refunded', data: { refund: 1 } });
    expect(TopicMessage.parse({ event: later }).event).toMatchObject({ type: 'order_refunded', data: { refund: 1 } });
  });
});
