import { asSchema, type Schema, type ToolSet } from 'ai';

/** By the schema that a tool is made with: those of contracts/, which live as long as the isolate. */
const schemas = new WeakMap<object, Schema<unknown>>();

/**
 * The same tools, whose JSON schemas are made once an isolate and not once a turn: with the tools of the chat that is a
 * third of what a turn computes before its model is asked.
 */
export function withCachedSchemas<T extends ToolSet>(tools: T): T {
  const entries = Object.entries(tools).map(([name, tool]) => {
    const { inputSchema } = tool;
    if (typeof inputSchema !== 'object') return [name, tool];
    const known = schemas.get(inputSchema) ?? asSchema(inputSchema);
    schemas.set(inputSchema, known);
    return [name, { ...tool, inputSchema: known }];
  });
  // The same names, with tools of the same types.
  return Object.fromEntries(entries) as T;
}
