import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../support/openai-rules.ts';

const user = { role: 'user', content: 'hello' };
const calling = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'retrieve_menu', arguments: '{}' } })),
});
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: '{}' });
const toolWith = (parameters: object) => ({ type: 'function', function: { name: 'confirm', parameters } });

describe('the server of the tests', () => {
  it('accepts requests that OpenAI accepts', () => {
    const tools = [toolWith({ type: 'object', properties: {} })];
    const messages = [user, calling('a', 'b'), result('b'), result('a'), { role: 'assistant', content: 'Done.' }, user];
    expect(refusalOf({ tools, messages })).toBeUndefined();
    expect(refusalOf({ messages: [user] })).toBeUndefined();
  });

  it.each([
    ['a schema that is a reference', { tools: [toolWith({ $ref: '#/definitions/A' })] }, 'got \'type: "None"\''],
    ['references within', { tools: [toolWith({ type: 'object', items: { $ref: '#/a' } })] }, 'references'],
    ['a call without an answer', { messages: [user, calling('a', 'b'), result('a'), user] }, 'response messages: b'],
    ['a call at the end', { messages: [user, calling('a')] }, 'response messages: a'],
    ['an answer without a call', { messages: [user, result('a')] }, "role 'tool'"],
    ['an answer too many', { messages: [user, calling('a'), result('a'), result('a')] }, "role 'tool'"],
    ['an id that is too long', { messages: [user, calling('a'.repeat(41))] }, 'maximum length 40'],
    ['an answer that says nothing', { messages: [user, { role: 'assistant', content: null }] }, 'expected a string'],
  ])('refuses %s', (_what, request, words) => {
    expect(refusalOf(request)?.message).toContain(words);
  });
});
