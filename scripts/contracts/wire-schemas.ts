import { z } from 'zod';
import { EventList, JobMessage, RaglineEvent, WebhookMessage } from '../../contracts/event.ts';
import {
  ClaimCheck,
  DeadLetterEntry,
  EventEntry,
  WebhookHeaders,
  WebhookTest,
} from '../../contracts/event-transport.ts';
import { StreamClosed, StreamReady, StreamReset } from '../../contracts/server-sent-event.ts';
import { ClientFrame, ServerFrame } from '../../contracts/subscription.ts';
import type { Schema } from '../../workers/api/openapi-examples.ts';

/** Frames between clients and the API, by name. */
export const FRAMES = {
  ServerFrame,
  ClientFrame,
  StreamReady,
  StreamReset,
  StreamClosed,
  EventList,
} as const satisfies Record<string, z.ZodType>;

/** Messages other than events on Queues and Redis streams, by name. */
export const MESSAGES = {
  ClaimCheck,
  WebhookTest,
  WebhookHeaders,
  JobMessage,
  WebhookMessage,
  EventEntry,
  DeadLetterEntry,
} as const satisfies Record<string, z.ZodType>;

/** One shape of a union, such as one kind of frame. */
export interface Variant {
  /** Empty when the schema has none. */
  name: string;
  schema: Schema;
}

/**
 * The schemas of the wire as JSON Schema, draft 7 (what AsyncAPI reads by default), each under the name that references give it.
 * `example` is an OpenAPI keyword; in JSON Schema it is `examples`.
 */
export function wireComponents({ standardExamples = true } = {}): Record<string, Schema> {
  const { properties = {}, definitions = {} } = z.toJSONSchema(
    z.object({ Event: RaglineEvent, ...FRAMES, ...MESSAGES }),
    {
      target: 'draft-7',
      override: ({ jsonSchema }) => {
        if (standardExamples) renameExample(jsonSchema);
      },
    },
  ) as { properties?: Record<string, Schema>; definitions?: Record<string, Schema> };
  const anonymous = Object.entries(properties).filter(([, schema]) => schema.$ref === undefined);
  const text = JSON.stringify({ ...definitions, ...Object.fromEntries(anonymous) });
  return JSON.parse(text.replaceAll('"#/definitions/', '"#/components/schemas/'));
}

/** A JSON Schema of its own, draft 2020-12. */
export function standaloneSchema(path: string, schema: z.ZodType): Record<string, unknown> {
  const generated = z.toJSONSchema(schema, { override: ({ jsonSchema }) => renameExample(jsonSchema) });
  return { $id: `https://ragline.dev/contracts/${path}`, ...generated };
}

/** The named members of the union of all events, nested unions flattened. */
export function eventSchemas(schema: z.ZodType = RaglineEvent): Array<{ id: string; schema: z.ZodType }> {
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => eventSchemas(asZodType(option)));
  }
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new Error('give the event a name: `.meta({ id: "…Event" })`');
  return [{ id, schema }];
}

/** The members of a union, nested unions flattened. */
export function variants(components: Record<string, Schema>, schema: Schema): Variant[] {
  const name = schema.$ref?.replace('#/components/schemas/', '') ?? '';
  const target = schema.$ref === undefined ? schema : components[name];
  if (target === undefined) throw new Error(`there is no schema ${name}`);
  const options = target.oneOf ?? target.anyOf;
  if (options !== undefined) return options.flatMap((option) => variants(components, option));
  return [{ name, schema: target }];
}

/** Returns the values that a property allows: its constant, or the members of its enumeration. */
export function constantsOf(schema: Schema, property: string): string[] {
  const { const: only, enum: several = [] } = schema.properties?.[property] ?? {};
  return [...(only === undefined ? [] : [only]), ...several].map(String);
}

function renameExample(schema: { example?: unknown; examples?: unknown }): void {
  if (schema.example === undefined) return;
  schema.examples = [schema.example];
  delete schema.example;
}

/** The options of a union are schemas of Zod's core, and every one of ours was made by its classic API. */
const asZodType = (schema: z.core.$ZodType): z.ZodType => schema as z.ZodType;
