/**
 * The closed list of span attributes: OpenTelemetry's semantic conventions for HTTP, databases, RPC, messaging and
 * generative AI, and a few of our own. None can hold personal data: no path, no query, no statement values, no address,
 * no chat text.
 */
export interface SpanAttributes {
  tenant_id?: string;
  user_id?: string;
  request_id?: string;

  'http.request.method'?: string;
  /** The route's template, because a path may hold personal data. */
  'http.route'?: string;
  'http.response.status_code'?: number;
  'http.request.resend_count'?: number;
  'url.scheme'?: string;
  'server.address'?: string;
  'server.port'?: number;
  /** The class or the code of an error: its message may quote a person. */
  'error.type'?: string;

  'db.system.name'?: 'postgresql' | 'redis';
  'db.operation.name'?: string;
  /** Operations and tables in order, never values. */
  'db.query.summary'?: string;
  /** Attempts of a transaction, when more than one. */
  'ragline.db.attempts'?: number;

  'rpc.system.name'?: 'cloudflare_durable_objects';
  /** Class and method, never the object's name, which holds a tenant or an address. */
  'rpc.method'?: string;
  /** The outcome at the idempotency gate. */
  'ragline.idempotency.outcome'?: string;

  'messaging.system'?: 'ragline_outbox' | 'cloudflare_queues';
  'messaging.destination.name'?: string;
  'messaging.operation.name'?: string;
  'messaging.operation.type'?: 'create' | 'send' | 'process';
  'messaging.message.id'?: string;
  'messaging.batch.message_count'?: number;
  'ragline.event.type'?: string;
  'ragline.event.sequence'?: number;
  'ragline.message.attempts'?: number;
  'ragline.message.outcome'?: string;
  'ragline.webhook.endpoint_id'?: string;
  'ragline.webhook.outcome'?: string;

  'gen_ai.operation.name'?: 'chat' | 'embeddings' | 'execute_tool' | 'invoke_agent';
  'gen_ai.provider.name'?: string;
  'gen_ai.agent.name'?: string;
  'gen_ai.conversation.id'?: string;
  'gen_ai.request.model'?: string;
  'gen_ai.response.model'?: string;
  'gen_ai.response.finish_reasons'?: string[];
  'gen_ai.usage.input_tokens'?: number;
  'gen_ai.usage.output_tokens'?: number;
  'gen_ai.tool.name'?: string;
  'gen_ai.tool.type'?: 'function';
  'gen_ai.tool.call.id'?: string;
  'ragline.first_token_ms'?: number;
}

/** Attributes that child spans inherit. */
export type SpanIdentity = Pick<SpanAttributes, 'tenant_id' | 'user_id' | 'request_id'>;
