import type { ToolName } from '../../../contracts/chat-tool.ts';
import { isAllowed, type Permission, type Principal } from '../../../contracts/identity.ts';

/** What a principal must hold to be offered a tool: one of these. The verbs below ask again, each for its own. */
const PERMISSIONS_OF: Readonly<Record<ToolName, readonly Permission[]>> = {
  retrieve_menu: ['product:read'],
  apply_promos: ['quote:create'],
  confirm: ['order:create', 'order:change', 'order:cancel'],
  order_status: ['order:read'],
  request_help: ['help-request:create'],
  search_knowledge: ['document:read'],
};

export const mayUse = (principal: Principal, tool: ToolName): boolean =>
  PERMISSIONS_OF[tool].some((permission) => isAllowed(principal, permission));
