import type { ToolName } from '../../../contracts/chat-tool.ts';
import { isAllowed, type Permission, type Principal } from '../../../contracts/identity.ts';

/** The permissions for each tool: one of them suffices to be offered it. The verbs check their own. */
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
