import type { KnowledgeHit } from '../../../contracts/knowledge.ts';
import { searchKnowledge } from '../../rag/search-knowledge.ts';
import { defineTool } from './agent-tool.ts';

const MAX_TEXT_CHARACTERS = 2_000;

/** Searches the shop's documents. Their text is marked untrusted: the model may quote it, and must not follow it. */
export const searchKnowledgeTool = defineTool('search_knowledge', async ({ ctx }, input) => {
  const hits = await searchKnowledge({ ctx, input });
  return { untrusted: true as const, hits: hits.map(shortened) };
});

/** A hit whose text is of a bounded length, with a span that says how far it goes. */
const shortened = (hit: KnowledgeHit): KnowledgeHit => {
  const text = hit.text.slice(0, MAX_TEXT_CHARACTERS);
  return text === hit.text ? hit : { ...hit, text, span: { start: hit.span.start, end: hit.span.start + text.length } };
};
