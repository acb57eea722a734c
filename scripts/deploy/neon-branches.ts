import { z } from 'zod';

const API = 'https://console.neon.tech/api/v2';

const Branches = z.object({ branches: z.array(z.object({ id: z.string(), name: z.string() })) });
const Created = z.object({ branch: z.object({ id: z.string() }) });
const Connection = z.object({ uri: z.url() });

export interface NeonProject {
  apiKey: string;
  projectId: string;
  database: string;
  role: string;
}

/** A branch of the database: a copy on write, with a server of its own. https://api-docs.neon.tech/reference */
export class NeonBranches {
  readonly #project: NeonProject;
  readonly #fetch: typeof fetch;

  constructor(project: NeonProject, fetcher: typeof fetch = fetch) {
    this.#project = project;
    this.#fetch = fetcher;
  }

  /** The id of the branch of that name; undefined when there is none. */
  async find(name: string): Promise<string | undefined> {
    const { branches } = Branches.parse(await this.#call('GET', `/branches?search=${encodeURIComponent(name)}`));
    return branches.find((branch) => branch.name === name)?.id;
  }

  /**
   * Creates the branch, or returns the existing one. @param options.parentId The branch to copy; by default the
   * project's default branch. @param options.expiresAt When Neon deletes it.
   */
  async ensure(name: string, options: { parentId?: string | undefined; expiresAt: Date }): Promise<string> {
    const known = await this.find(name);
    if (known !== undefined) return known;
    const branch = {
      name,
      expires_at: options.expiresAt.toISOString(),
      ...(options.parentId === undefined ? {} : { parent_id: options.parentId }),
    };
    const made = await this.#call('POST', '/branches', { branch, endpoints: [{ type: 'read_write' }] });
    return Created.parse(made).branch.id;
  }

  /** The address of a branch's database, password included. */
  async connectionString(branchId: string): Promise<string> {
    const { database, role } = this.#project;
    const query = new URLSearchParams({ branch_id: branchId, database_name: database, role_name: role });
    return Connection.parse(await this.#call('GET', `/connection_uri?${query}`)).uri;
  }

  /** Deletes the branch and its server. Idempotent. */
  async remove(name: string): Promise<void> {
    const id = await this.find(name);
    if (id !== undefined) await this.#call('DELETE', `/branches/${id}`);
  }

  async #call(method: string, path: string, json?: unknown): Promise<unknown> {
    const { apiKey, projectId } = this.#project;
    const response = await this.#fetch(`${API}/projects/${projectId}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json', 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`Neon answered ${response.status} to ${method} ${path.split('?')[0]}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }
}
