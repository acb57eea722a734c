import { tool } from 'ai';
import { RetrieveMenuInput, type RetrieveMenuOutput } from '../../../contracts/chat-tool.ts';
import type { Embedder } from '../../rag/embedding-model.ts';
import { searchProducts } from '../../rag/search-products.ts';
import { runTool, type ToolSession } from './run-tool.ts';

/** Searches the tenant's own menu. Its texts are marked untrusted: the shop's words, never instructions. */
export function retrieveMenu(session: ToolSession, embeddingModel: Embedder | undefined) {
  return tool({
    description:
      'Search the menu. Put diets and price limits into their own fields and only what is left into query. ' +
      'Prices are minor units (cents). All diets must hold.',
    inputSchema: RetrieveMenuInput,
    execute: (input, { toolCallId }) =>
      runTool<RetrieveMenuOutput>(session, { tool: 'retrieve_menu', toolCallId }, async () => ({
        untrusted: true,
        hits: await searchProducts({ ctx: session.ctx, embeddingModel, input }),
      })),
  });
}
