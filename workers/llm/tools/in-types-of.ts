import type { z } from 'zod';

type Shape = z.core.JSONSchema.BaseSchema;

/**
 * Coerces a value written by a model to the types of a JSON schema: null or an empty text for an optional field is
 * removed, `"3"` becomes 3, `"true"` true, JSON text an object or a list, and a single value a list of one. Other
 * values stay unchanged, and the schema refuses them.
 */
export function inTypesOf(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'object':
      return asObject(shape, value);
    case 'array':
      return asList(shapeOf(shape.items), value);
    case 'integer':
    case 'number':
      return typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
    case 'boolean':
      return typeof value === 'string' ? (BOOLEANS.get(value.trim().toLowerCase()) ?? value) : value;
    case 'string':
      return typeof value === 'number' ? String(value) : value;
    default:
      return value;
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function asObject({ properties = {}, required = [] }: Shape, value: unknown): unknown {
  const given = typeof value === 'string' ? jsonOr(value) : value;
  if (!isRecord(given)) return value;
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, item]): Array<[string, unknown]> => {
      if (properties[key] === undefined) return [[key, item]];
      if (!required.includes(key) && isAbsent(item)) return [];
      return [[key, inTypesOf(shapeOf(properties[key]), item)]];
    }),
  );
}

function asList(items: Shape, value: unknown): unknown {
  const given = typeof value === 'string' ? jsonOr(value) : value;
  const list = Array.isArray(given) ? given : [isRecord(given) ? given : value];
  return list.map((item) => inTypesOf(items, item));
}

/** Boolean and list schemas are not converted. */
const shapeOf = (schema: Shape['items']): Shape => (typeof schema === 'object' && !Array.isArray(schema) ? schema : {});

/** How models omit a field. */
const isAbsent = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

/** The object or the list that the text is; anything else stays the text. */
function jsonOr(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
