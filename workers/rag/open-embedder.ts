import type { Services } from '../domain/context.ts';
import { PLATFORM_HOSTS } from '../platform/breakers.ts';
import type { Config } from '../platform/config.ts';
import { guardedFetch } from '../platform/guarded-fetch.ts';
import { createEmbeddingModel, type Embedder } from './embedding-model.ts';
import { tracedEmbedder } from './traced-embedder.ts';

/** The embedder of the configuration for one invocation, behind its circuit breaker and in its trace. */
export const openEmbedder = (
  openai: Config['openai'],
  { breakers, spans }: Pick<Services, 'breakers' | 'spans'>,
): Embedder => tracedEmbedder(createEmbeddingModel(openai, guardedFetch(breakers, PLATFORM_HOSTS.model)), spans);
