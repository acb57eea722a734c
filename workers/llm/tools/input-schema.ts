import { jsonSchema, type Schema } from 'ai';
import { z } from 'zod';
import { inTypesOf } from './in-types-of.ts';

/** A schema's description only: its name and examples are for the API's documentation. */
class Descriptions extends z.core.$ZodRegistry<{ description?: string | undefined }> {
  override get(schema: z.core.$ZodType) {
    const description = z.globalRegistry.get(schema)?.description;
    return description === undefined ? undefined : { description };
  }
}

type ModelSchema = z.core.JSONSchema.BaseSchema;

/** Cached by the Zod schema of contracts/, which lives as long as the isolate. */
const schemas = new WeakMap<z.ZodType, ModelSchema>();

/**
 * The JSON Schema of a tool's input for models, inlined, without `$ref`. OpenAI refuses a tool whose
 * schema is a reference (`got 'type: "None"'`), and many servers take none at all. Patterns and examples are left out: a
 * model reads them with each request, and what it sends is checked here anyway. Cached per isolate, because it is a
 * third of a turn's computation before the model call.
 */
export function inputJsonSchema(input: z.ZodType): ModelSchema {
  const schema = schemas.get(input) ?? makeSchema(input);
  schemas.set(input, schema);
  return schema;
}

function makeSchema(input: z.ZodType): ModelSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(input, {
    ...{ target: 'draft-7', io: 'input', reused: 'inline' },
    metadata: new Descriptions(),
    override: ({ jsonSchema: part }) => {
      delete part.pattern;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
    },
  });
  return schema;
}

/** A tool's input as the AI SDK takes it: described by that schema and parsed by `readInput`. */
export const modelInput = <I>(input: z.ZodType<I>): Schema<I> =>
  jsonSchema<I>(inputJsonSchema(input), {
    validate: async (value) => {
      const { success, data, error } = await readInput(input, value);
      return success ? { success, value: data } : { success, error: new Error(faultsInWords(error)) };
    },
  });

/** The input that a model has written, in the types of the schema where it means them, and checked by the schema. */
export const readInput = <I>(input: z.ZodType<I>, value: unknown): Promise<z.ZodSafeParseResult<I>> =>
  input.safeParseAsync(inTypesOf(inputJsonSchema(input), value));

/** The faults of an input, in words that let a model retry: each path and what is expected there. */
function faultsInWords({ issues }: z.ZodError): string {
  const faults = issues.map(({ path, message }) => `${path.length === 0 ? 'the input' : path.join('.')}: ${message}`);
  return `${faults.join('; ')}. Correct this and call the tool again.`;
}
