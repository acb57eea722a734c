import { exampleOf } from '../../workers/api/openapi-examples.ts';
import { constantsOf, variants, wireComponents } from './wire-schemas.ts';

/** A message as AsyncAPI names it, and the topic of an event. */
export interface Message {
  name: string;
  title: string;
  payload: Record<string, unknown>;
  headers?: { $ref: string };
  correlationId?: { $ref: string };
  examples: Array<{ name: string; payload: unknown; headers?: unknown }>;
}
export type Messages = Record<string, Message>;

/** With the keyword `example`, which the examples are made from. */
const COMPONENTS = wireComponents({ standardExamples: false });

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const pascalCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A message for each type of event, of one topic or of all. */
export function eventMessages(topic?: string): Messages {
  const messages: Messages = {};
  for (const { name: schemaName, schema } of variants(COMPONENTS, reference('Event'))) {
    if (topic !== undefined && !constantsOf(schema, 'topic').includes(topic)) continue;
    for (const type of constantsOf(schema, 'type')) {
      const example = Object.assign({}, exampleOf(schema, COMPONENTS), { type });
      messages[type] = {
        name: type,
        title: `Event ${type}`,
        correlationId: { $ref: '#/components/correlationIds/request' },
        payload: { allOf: [reference(schemaName), { type: 'object', properties: { type: { const: type } } }] },
        examples: [{ name: type, payload: example }],
      };
    }
  }
  return messages;
}

/** A message for each kind of frame, such as `server_ready`. */
export function frameMessages(side: 'server' | 'client'): Messages {
  const union = `${pascalCase(side)}Frame`;
  const kinds = variants(COMPONENTS, reference(union)).flatMap(({ schema }) => constantsOf(schema, 'type'));
  return Object.fromEntries(
    kinds.map((kind) => {
      const name = `${side}_${kind}`;
      const schema = variants(COMPONENTS, reference(union)).find((of) => constantsOf(of.schema, 'type').includes(kind));
      const payload = { allOf: [reference(union), { type: 'object', properties: { type: { const: kind } } }] };
      const example = exampleOf(schema?.schema ?? {}, COMPONENTS);
      return [name, { name, title: `Frame ${kind} of the ${side}`, payload, examples: [{ name, payload: example }] }];
    }),
  );
}

/** A message whose payload is one schema. */
export function schemaMessage(name: string, title: string, schema: string): Messages {
  const example = exampleOf(reference(schema), COMPONENTS);
  return { [name]: { name, title, payload: reference(schema), examples: [{ name, payload: example }] } };
}

/** Events as they are posted to webhook endpoints: with the headers that sign them, and the test of an endpoint. */
export function webhookMessages(): Messages {
  const bodies = {
    ...eventMessages(),
    ...schemaMessage('claim_check', 'An event too large to carry', 'ClaimCheck'),
    ...schemaMessage('test', 'The test of an endpoint', 'WebhookTest'),
  };
  const headers = exampleOf(reference('WebhookHeaders'), COMPONENTS);
  return Object.fromEntries(
    Object.values(bodies).map((message) => {
      const name = `webhook_${message.name}`;
      const examples = message.examples.map(({ payload }) => ({ name, headers, payload }));
      const title = `${message.title}, as a webhook`;
      return [name, { ...message, name, title, headers: reference('WebhookHeaders'), examples }];
    }),
  );
}

/** Events as their topic's Queue carries them: `{ event }`, whole or as a claim check. */
export function queuedMessages(topic: string): Messages {
  const carried = {
    ...eventMessages(topic),
    ...schemaMessage('claim_check', 'An event too large to carry', 'ClaimCheck'),
  };
  return Object.fromEntries(
    Object.values(carried).map(({ name, title, payload, examples }) => {
      const queued = `queued_${name}`;
      const envelope = {
        type: 'object',
        properties: { event: payload },
        required: ['event'],
        additionalProperties: false,
      };
      const [example] = examples;
      return [
        queued,
        {
          name: queued,
          title: `${title}, in a Queue`,
          payload: envelope,
          examples: [{ name: queued, payload: { event: example?.payload } }],
        },
      ];
    }),
  );
}
