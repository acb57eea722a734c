import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AGENT_TOOLS } from '../../workers/llm/tools/chat-tools.ts';
import { inputJsonSchema, modelInput } from '../../workers/llm/tools/input-schema.ts';

/** Every key of a schema, however deep, beside the names of properties. */
function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' ? Object.values(value).flatMap(keysOf) : [key, ...keysOf(value)],
  );
}

const UNDERSTOOD = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'description', 'default', 'format'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
]);

describe('what a model is told of a tool’s input', () => {
  it.each(Object.values(AGENT_TOOLS).map(({ name, input }) => [name, input] as const))(
    '%s: an object, without references and whatever else servers refuse',
    (_name, input) => {
      const schema = inputJsonSchema(input);
      expect(schema.type).toBe('object');
      expect(keysOf(schema).filter((key) => !UNDERSTOOD.has(key))).toEqual([]);
    },
  );

  it('says what is meant, also of parts that stand elsewhere, and leaves out what costs words alone', () => {
    const Part = z.object({ id: z.uuid().describe('which one') }).meta({ id: 'ToldPart', example: { id: 'x' } });
    const schema = inputJsonSchema(
      z.strictObject({ part: Part.optional().describe('the part'), parts: z.array(Part), count: z.int().min(1) }),
    );
    const part = {
      type: 'object',
      properties: { id: { type: 'string', format: 'uuid', description: 'which one' } },
      required: ['id'],
    };
    expect(schema).toEqual({
      type: 'object',
      properties: {
        part: { ...part, description: 'the part' },
        parts: { type: 'array', items: part },
        count: { type: 'integer', minimum: 1 },
      },
      required: ['parts', 'count'],
      additionalProperties: false,
    });
  });

  it('is checked by the tool’s own schema', async () => {
    const input = z.strictObject({
      code: z
        .string()
        .toUpperCase()
        .regex(/^[A-Z]+$/),
      count: z.int().default(2),
    });
    const { validate } = modelInput(input);
    expect(await validate?.({ code: 'abc' })).toEqual({ success: true, value: { code: 'ABC', count: 2 } });
    expect(await validate?.({ code: '7' })).toMatchObject({ success: false, error: { issues: [{ path: ['code'] }] } });
    expect(inputJsonSchema(input)).toBe(inputJsonSchema(input));
  });
});
