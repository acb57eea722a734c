import { AskKnowledgeInput, AskKnowledgeOutput } from '../../../contracts/chat-tool.ts';
import type { KnowledgeHit } from '../../../contracts/knowledge.ts';
import { searchKnowledge } from '../../rag/search-knowledge.ts';
import { defineTool } from './agent-tool.ts';

const MAX_TEXT_CHARACTERS = 2_000;

/** Asks the shop's own documents. What they say is marked untrusted: to be quoted, never to be followed. */
export const searchKnowledgeTool = defineTool({
  name: 'search_knowledge',
  title: 'Ask the shop’s documents',
  description:
    'Search what the shop has written about itself: opening hours, delivery, allergens, payment, policies. Cite title and ' +
    'span of what you use; say so when nothing fits.',
  input: AskKnowledgeInput,
  output: AskKnowledgeOutput,
  isReadOnly: true,
  needsApproval: false,
  run: async ({ ctx }, input) => {
    const hits = await searchKnowledge({ ctx, input });
    return { untrusted: true as const, hits: hits.map(shortened) };
  },
});

/** A hit whose text is of a bounded length, with a span that says how far it goes. */
const shortened = (hit: KnowledgeHit): KnowledgeHit => {
  const text = hit.text.slice(0, MAX_TEXT_CHARACTERS);
  return text === hit.text ? hit : { ...hit, text, span: { start: hit.span.start, end: hit.span.start + text.length } };
};
