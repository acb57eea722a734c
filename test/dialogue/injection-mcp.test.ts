import { describe, inject } from 'vitest';
import { attackMcp } from '../support/injection/attack-mcp.ts';

describe('injection over MCP', () => {
  attackMcp([
    ['a customer', '2026-07-28'],
    ['a key that may not order', '2025-11-25'],
    ['a key that may order', '2025-11-25'],
  ]);
  if (inject('everyAttack')) {
    attackMcp([
      ['a customer', '2025-11-25'],
      ['a key that may not order', '2026-07-28'],
      ['a key that may order', '2026-07-28'],
    ]);
  }
});
