import { describe, inject } from 'vitest';
import { attackChat, EVERY } from '../support/injection/attack-chat.ts';

describe('injection with the offline model', () =>
  attackChat(inject('everyAttack') ? EVERY : { person: 1, product: 0, document: 0, isForging: false }));
