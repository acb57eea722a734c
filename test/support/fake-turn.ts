import { z } from 'zod';
import type { ChatMessage } from '../../contracts/chat.ts';
import { NO_RESTRICTIONS } from '../../contracts/chat-restrictions.ts';
import type { Principal } from '../../contracts/identity.ts';
import type { Ctx } from '../../workers/domain/context.ts';
import { openChatModel } from '../../workers/llm/model.ts';
import { runTurn, type TurnLimits } from '../../workers/llm/run-turn.ts';
import { isolateBreakers } from '../../workers/platform/breakers.ts';
import { type ChatConfig, type ChatTimeouts, chatConfig } from '../../workers/platform/chat-config.ts';
import { noSpans } from '../../workers/platform/tracing/spans.ts';
import { CHAT_VARIABLES } from '../../workers/platform/variables.ts';
import { createEmbeddingModel } from '../../workers/rag/embedding-model.ts';

export const PRODUCT = {
  id: '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e01',
  sku: 'SOUP',
  name: 'Lentil soup',
  description: null,
  category: 'starters',
  dietary: ['vegan'],
  allergens: [],
  allergen_codes: [],
  may_contain: [],
  free_of: [],
  price_minor: 650,
  currency: 'EUR',
  stock: null,
  option_groups: [],
};
/** Stubbed database results for a query: its term analysis, and the products found. */
const ANALYSIS = {
  terms: [{ term: 'soup', count: 1, chunks: 1, is_typed: true }],
  unknown: [],
  kinds: [{ kind: 'product', chunks: 1, average_length: 10 }],
  model: null,
};
const FOUND = {
  id: PRODUCT.id,
  product: PRODUCT,
  document_id: null,
  title: null,
  heading: null,
  content: '',
  span_start: null,
  span_end: null,
  score: 1,
};

/** The metadata of a turn. */
export interface Told {
  metrics: string[];
  logs: string[];
}

/** A context whose database knows one product and takes every event. */
function fakeCtx({ metrics, logs }: Told): Ctx {
  const tx = {
    execute: () => Promise.resolve({ rows: [{ analysis: ANALYSIS, ...FOUND }] }),
    insert: () => ({ values: () => Promise.resolve() }),
    // No quote is known, and no dietary profile.
    select: () => ({ from: () => ({ where: () => Promise.resolve([]) }) }),
  };
  const end = { send: (query: () => unknown) => void query(), last: (query: () => unknown) => query() };
  const run = async (_scope: unknown, work: (handle: typeof tx, its: typeof end) => unknown) => await work(tx, end);
  const log = {
    debug: () => {},
    info: () => {},
    warn: (event: string) => logs.push(event),
    error: (event: string) => logs.push(event),
    with: () => log,
  };
  const fake = {
    db: {
      transaction: run,
      reading: run,
      single: run,
    },
    clock: { now: () => new Date() },
    log,
    metrics: {
      observe: (name: string) => metrics.push(name),
      count: (name: string, by: number, labels: Record<string, string>) => metrics.push(`${name} ${labels.kind} ${by}`),
    },
    trace: { requestId: 'r', traceparent: 't' },
    spans: noSpans,
    embedder: createEmbeddingModel(undefined),
    nudgeRelay: () => {},
    nudgeRevocations: () => {},
    nudgeIndexer: () => {},
    principal: { tenantId: PRODUCT.id, userId: PRODUCT.id, roles: ['customer'], expiresAt: 4_000_000_000 },
  };
  return fake as unknown as Ctx;
}

export interface FakeTurn {
  baseURL: string;
  /** Other variables of the configuration, by their names. */
  variables?: Record<string, string>;
  timeouts?: Partial<ChatTimeouts>;
  history?: ChatMessage[];
  limits?: Partial<TurnLimits>;
  signal?: AbortSignal;
  choice?: string;
  workersAi?: Ai;
  /** A customer unless set. */
  principal?: Principal;
}

export const said = (text: string, id = 'm1'): ChatMessage => ({ id, role: 'user', parts: [{ type: 'text', text }] });

/** Creates turns over the test's own model, without a database. All turns of one maker share its breakers. */
export function turnMaker(told: Told) {
  const breakers = isolateBreakers();
  const thinkers = new Set<string>();
  return async (turn: FakeTurn) => {
    const fake = fakeCtx(told);
    const ctx = { ...fake, principal: turn.principal ?? fake.principal };
    const server = { apiKey: 'sk-test-secret', baseURL: turn.baseURL };
    const variables = z.object(CHAT_VARIABLES).parse({ OPENAI_CHAT_MODEL: 'test-model', ...turn.variables });
    const configured = chatConfig(variables, server);
    const chat: ChatConfig = { ...configured, timeouts: { ...configured.timeouts, ...turn.timeouts } };
    const chatModel = openChatModel(
      { chat, server, workersAi: turn.workersAi, breakers, thinkers, log: ctx.log },
      turn.choice ?? null,
    );
    return await runTurn({
      restrictions: NO_RESTRICTIONS,
      ctx,
      chatModel,
      conversationId: 'c1',
      turnId: 't1',
      messageId: 'a1',
      history: turn.history ?? [said('any soup?')],
      signal: turn.signal ?? new AbortController().signal,
      limits: {
        historyTokens: chat.historyTokens,
        turnMs: chat.timeouts.turnMs,
        tokens: null,
        linkHosts: [],
        ...turn.limits,
      },
    });
  };
}

export async function chunksOf(stream: ReadableStream<unknown>): Promise<Array<Record<string, unknown>>> {
  const chunks: Array<Record<string, unknown>> = [];
  for await (const chunk of stream) chunks.push(chunk as Record<string, unknown>);
  return chunks;
}

export const typesOf = (chunks: ReadonlyArray<Record<string, unknown>>) => chunks.map((chunk) => chunk.type);
export const textOf = (chunks: ReadonlyArray<Record<string, unknown>>) =>
  chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('');
