import { exports } from 'cloudflare:workers';
import type { UIMessage } from 'ai';
import { UiChat } from './ui-chat.ts';

/** The AI SDK's own chat against the Worker under test. */
export class TestChat extends UiChat {
  constructor({ token, ...chat }: { token: string; id?: string; messages?: UIMessage[] }) {
    const fetchWorker = (input: RequestInfo | URL, init?: RequestInit) =>
      exports.default.fetch(new Request(input, init));
    super({ api: 'https://ragline.test/v1/chat', token, fetch: fetchWorker }, chat);
  }
}
