import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AGENT_TOOLS } from '../../../workers/llm/tools/all-tools.ts';
import { inputJsonSchema, modelInput, readInput } from '../../../workers/llm/tools/input-schema.ts';

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

describe('the schema of a tool’s input', () => {
  it.each(Object.values(AGENT_TOOLS).map(({ name, input }) => [name, input] as const))(
    '%s: an object, without references and whatever else servers refuse',
    (_name, input) => {
      const schema = inputJsonSchema(input);
      expect(schema.type).toBe('object');
      expect(keysOf(schema).filter((key) => !UNDERSTOOD.has(key))).toEqual([]);
    },
  );

  it('keeps descriptions, inlines references, and leaves out patterns and examples', () => {
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
    expect(await validate?.({ code: '7' })).toMatchObject({
      success: false,
      error: { message: expect.stringMatching(/^code: .+ call the tool again\.$/) },
    });
    expect(inputJsonSchema(input)).toBe(inputJsonSchema(input));
  });
});

describe('a tool’s input as models write it', () => {
  const { retrieve_menu: menu, apply_promos: promos, confirm } = AGENT_TOOLS;
  const ID = '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70';
  const line = { sku: 'P1', quantity: 2, options: [] };

  it.each([
    ['null for what is optional', menu, { query: 'soup', category: null, diets: null, limit: null, max_price: null }],
    ['an empty text for what is optional', menu, { query: 'soup', category: '', limit: ' ' }],
    ['a number and a boolean as text', menu, { query: 'soup', limit: '6', available: 'True' }],
    ['the whole input as JSON text', menu, '{"query":"soup"}'],
  ])('%s', async (_what, tool, value) => {
    const { data } = await readInput(tool.input, value);
    expect(data).toMatchObject({ query: 'soup', limit: 6, available: true, diets: [] });
    expect(data).not.toHaveProperty('category');
  });

  it.each([
    ['a list as JSON text', '[{"sku":"P1","quantity":2}]'],
    ['a single object for a list', { sku: 'P1', quantity: 2 }],
    ['a single object as JSON text', '{"sku":"P1","quantity":"2"}'],
    ['parts as JSON text', ['{"sku":"P1","quantity":2,"options":"[]"}']],
    ['null within a part', [{ sku: 'P1', product_id: null, quantity: '2', options: null }]],
  ])('%s', async (_what, items) => {
    expect((await readInput(promos.input, { items })).data).toMatchObject({ items: [line] });
  });

  it('takes a single word for a list of words, and an object within an object', async () => {
    expect((await readInput(menu.input, { diets: 'vegan' })).data).toMatchObject({ diets: ['vegan'] });
    const { data } = await readInput(confirm.input, { quote_id: ID, fulfilment: '{"type":"dine_in","table":7}' });
    expect(data).toMatchObject({ fulfilment: { type: 'dine_in', table: '7' } });
  });

  it.each([
    ['no number', menu, { query: 'soup', limit: 'three' }, 'limit: '],
    ['a word for an object', promos, { items: 'two soups' }, 'items.0: '],
    ['an empty text for what is needed', promos, { items: [{ sku: 'P1', quantity: '' }] }, 'items.0.quantity: '],
    ['a field that there is not', menu, { query: 'soup', tenant_id: ID }, 'the input: '],
    ['broken JSON', promos, { items: '[{"sku":' }, 'items.0: '],
  ])('refuses %s, and says where', async (_what, tool, value, begin) => {
    const result = await modelInput(tool.input as z.ZodType<unknown>).validate?.(value);
    expect(result).toMatchObject({ success: false, error: { message: expect.stringContaining(begin) } });
  });
});
