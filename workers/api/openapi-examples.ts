/** The parts of a JSON Schema (2020-12) that our own documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  example?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  minItems?: number;
  minimum?: number;
}

/** Bounds a schema that refers to itself; ours do not. */
const MAX_DEPTH = 24;
const BY_FORMAT: Record<string, string> = {
  uuid: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70',
  'date-time': '2026-11-22T09:30:00.000Z',
  email: 'customer@bistro.test',
  uri: 'https://ragline.dev',
};

/** A value that fits the schema: its own example where it has one, else one put together from its parts. */
export function exampleOf(schema: Schema, components: Record<string, Schema>, depth = 0): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) {
    const target = components[schema.$ref.replace('#/components/schemas/', '')];
    return target === undefined ? null : exampleOf(target, components, depth + 1);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  const part = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (part !== undefined) return exampleOf(part, components, depth + 1);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return exampleOfObject(schema, components, depth);
    case 'array':
      return schema.items === undefined || depth > MAX_DEPTH ? [] : [exampleOf(schema.items, components, depth + 1)];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 1);
    case 'boolean':
      return true;
    case 'string':
      return BY_FORMAT[schema.format ?? ''] ?? 'text';
    default:
      return null;
  }
}

function exampleOfObject(schema: Schema, components: Record<string, Schema>, depth: number): Record<string, unknown> {
  if (depth > MAX_DEPTH) return {};
  const entries = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) ?? false);
  return Object.fromEntries(entries.map(([name, property]) => [name, exampleOf(property, components, depth + 1)]));
}
