import { createClient } from '@ragline/client';
import { chat } from '@ragline/client/chat';

Object.assign(globalThis, { createClient, chat });
