import type { ChatSettings, MonthlyLimit } from '../../../contracts/chat-settings.ts';
import type { chatSettings } from '../../../schema/tables/chat.ts';
import type { ChatConfig, Limit } from '../../platform/chat-config.ts';

export type ChatSettingsRow = typeof chatSettings.$inferSelect;

export const limitView = ({ tokens, costMicros }: Limit): MonthlyLimit => ({ tokens, cost_micros: costMicros });

/** A tenant's chat settings as its owner sees them: what it chose, and what there is to choose. */
export function chatSettingsView(row: ChatSettingsRow | undefined, chat: ChatConfig): ChatSettings {
  return {
    model: row?.model ?? null,
    available_models: [...chat.models],
    link_hosts: row?.linkHosts ?? [],
    moderation: row?.moderation ?? false,
    moderation_available: chat.moderation !== undefined,
    monthly_limit: limitView({ tokens: row?.monthlyTokens ?? null, costMicros: row?.monthlyCostMicros ?? null }),
    operator_limit: limitView(chat.budget.tenant),
    updated_at: row?.updatedAt.toISOString() ?? null,
  };
}
