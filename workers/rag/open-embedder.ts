import type { Services } from '../domain/context.ts';
import { PLATFORM_HOSTS } from '../platform/breakers.ts';
import type { Config } from '../platform/config.ts';
import type { Embedder } from '../platform/embedder.ts';
import { guardedFetch } from '../platform/guarded-fetch.ts';
import { createEmbeddingModel } from './embedding-model.ts';
import { tracedEmbedder } from './traced-embedder.ts';

/** Its breaker is not the chat's: a slow embedding server must not silence a chat model that answers. */
const EMBEDDING_HOST = `${PLATFORM_HOSTS.model}/embeddings`;

/** The embedder of the configuration for one invocation, behind its circuit breaker and in its trace. */
export const openEmbedder = (
  server: Config['embedding'],
  { breakers, spans }: Pick<Services, 'breakers' | 'spans'>,
): Embedder => tracedEmbedder(createEmbeddingModel(server, guardedFetch(breakers, EMBEDDING_HOST)), spans);
