import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../workers/offline-model/tool-outcome.ts';

describe('the outcome of a tool', () => {
  it.each(['constructor', 'toString', '__proto__', 'no_such_tool'])(
    'is a failure for the unknown tool %s, whatever it answered',
    (tool) => {
      const output = { kind: 'done', orders: [] };
      expect(outcomeOf({ tool, input: {}, output, denied: false })).toMatchObject({ tool, kind: 'failure' });
    },
  );

  it('is read by the tool’s own reader', () => {
    const result = { tool: 'order_status', input: {}, output: { untrusted: true, orders: [] }, denied: false };
    expect(outcomeOf(result)).toEqual({ tool: 'order_status', kind: 'orders', orders: [], help: [] });
  });
});
