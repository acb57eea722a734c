/** As OpenAI puts it in the body of a 400. */
export interface OpenAIRefusal {
  message: string;
  type: 'invalid_request_error';
  code: string | null;
}

interface ToolCall {
  id: unknown;
  function: { name: unknown; arguments: unknown };
}

interface Message {
  role: string;
  content?: unknown;
  tool_call_id?: unknown;
  tool_calls?: ToolCall[];
}

const MAX_ID = 40;

/**
 * Returns the error with which OpenAI, or another server of its protocol, would refuse a chat completion request;
 * undefined when it would accept it. Checks what the chat sends: the schemas of tools, and the pairing of tool calls
 * with their results.
 */
export function refusalOf({ tools, messages }: Record<string, unknown>): OpenAIRefusal | undefined {
  const fault = faultOfTools(Array.isArray(tools) ? tools : []);
  if (fault !== undefined) return refusal(fault, 'invalid_function_parameters');
  const badMessage = faultOfMessages(Array.isArray(messages) ? messages : []);
  return badMessage === undefined ? undefined : refusal(badMessage, null);
}

const refusal = (message: string, code: string | null): OpenAIRefusal => ({
  ...{ message, type: 'invalid_request_error', code },
});

function faultOfTools(
  tools: ReadonlyArray<{ function: { name: string; parameters: Record<string, unknown> } }>,
): string | undefined {
  for (const { function: tool } of tools) {
    const { name, parameters } = tool;
    const invalid = `Invalid schema for function '${name}':`;
    if (parameters.type !== 'object' || '$ref' in parameters) {
      return `${invalid} schema must be a JSON Schema of 'type: "object"', got 'type: "${parameters.type ?? 'None'}"'.`;
    }
    if (JSON.stringify(parameters).includes('"$ref"')) return `${invalid} references are not supported.`;
  }
  return undefined;
}

function faultOfMessages(messages: readonly Message[]): string | undefined {
  let open: unknown[] = [];
  for (const [index, { role, content, tool_call_id: answered, tool_calls: calls = [] }] of messages.entries()) {
    if (role === 'tool') {
      if (!open.includes(answered)) {
        return "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
      }
      open = open.filter((id) => id !== answered);
      continue;
    }
    if (open.length > 0) break;
    if (typeof content !== 'string' && !Array.isArray(content) && calls.length === 0) {
      return `Invalid value for 'messages[${index}].content': expected a string, got ${content}.`;
    }
    for (const { id, function: called } of calls) {
      if (typeof id !== 'string' || id.length > MAX_ID) {
        return `Invalid 'messages[${index}].tool_calls[].id': string too long. Expected a string with maximum length ${MAX_ID}.`;
      }
      if (typeof called.arguments !== 'string' || !/^[\w-]+$/.test(String(called.name))) {
        return `Invalid 'messages[${index}].tool_calls[].function'.`;
      }
    }
    open = calls.map(({ id }) => id);
  }
  if (open.length === 0) return undefined;
  return (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
    `The following tool_call_ids did not have response messages: ${open.join(', ')}`
  );
}
