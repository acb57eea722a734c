import type { ToolSet } from 'ai';
import type { ToolName } from '../../../contracts/chat-tool.ts';
import type { Embedder } from '../../rag/embedding-model.ts';
import { applyPromos } from './apply-promos.ts';
import { confirm } from './confirm.ts';
import { retrieveMenu } from './retrieve-menu.ts';
import type { ToolSession } from './run-tool.ts';

/** The agent's three tools, bound to one conversation's tenant and principal. */
export function chatTools(session: ToolSession, embeddingModel: Embedder | undefined) {
  return {
    retrieve_menu: retrieveMenu(session, embeddingModel),
    apply_promos: applyPromos(session),
    confirm: confirm(session),
  } satisfies Record<ToolName, ToolSet[string]>;
}
export type ChatTools = ReturnType<typeof chatTools>;
