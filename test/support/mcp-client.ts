import { call } from './tenant.ts';

export type McpRevision = '2025-11-25' | '2026-07-28';

export interface McpTool {
  name: string;
  inputSchema: unknown;
  outputSchema: unknown;
  annotations: Record<string, unknown>;
}

export interface McpToolResult<T> {
  resultType?: string;
  isError?: boolean;
  content: Array<{ type: string; text: string }>;
  structuredContent: T;
  inputRequests?: unknown;
  requestState?: string;
}

/** A client of the Model Context Protocol over HTTP that shows what goes over the wire. */
export class McpClient {
  readonly #options: { token: string; revision: McpRevision; capabilities: object };
  #id = 0;

  constructor(options: { token: string; revision: McpRevision; capabilities?: object }) {
    this.#options = { capabilities: {}, ...options };
  }

  async hello(): Promise<Record<string, unknown>> {
    if (this.#options.revision === '2026-07-28') {
      const { _meta, ...discovered } = await this.request<{ _meta: Record<string, unknown> }>('server/discover', {});
      return { ...discovered, serverInfo: _meta['io.modelcontextprotocol/serverInfo'] };
    }
    return await this.request('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: this.#options.capabilities,
      clientInfo: { name: 'test', version: '1' },
    });
  }

  async tools(): Promise<McpTool[]> {
    return (await this.request<{ tools: McpTool[] }>('tools/list', {})).tools;
  }

  /** @throws an error with the protocol's message, where the call was refused as such. */
  async tool<T>(name: string, input: unknown, more: Record<string, unknown> = {}): Promise<McpToolResult<T>> {
    return await this.request('tools/call', { name, arguments: input, ...more });
  }

  async request<T>(method: string, params: Record<string, unknown>): Promise<T> {
    const { token, revision, capabilities } = this.#options;
    const isModern = revision === '2026-07-28';
    const meta = {
      'io.modelcontextprotocol/protocolVersion': revision,
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    };
    const response = await call('POST', '/mcp', {
      json: { jsonrpc: '2.0', id: ++this.#id, method, params: isModern ? { ...params, _meta: meta } : params },
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': revision,
        ...(isModern
          ? { 'mcp-method': method, ...(typeof params.name === 'string' ? { 'mcp-name': params.name } : {}) }
          : {}),
      },
    });
    const text = await response.text();
    // The older revision is answered as one server-sent event.
    const json = /^data: (.+)$/m.exec(text)?.[1] ?? text;
    const message: { result?: T; error?: { message: string; data?: unknown } } = JSON.parse(json);
    if (message.result === undefined) throw new Error(`${response.status}: ${json}`);
    return message.result;
  }
}
