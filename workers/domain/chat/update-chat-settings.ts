import type { ChatSettings, UpdateChatSettings } from '../../../contracts/chat-settings.ts';
import type { FieldError } from '../../../contracts/problem.ts';
import { chatSettings } from '../../../schema/tables/chat.ts';
import type { ChatConfig } from '../../platform/chat-config.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorise, type Ctx, inTransaction } from '../context.ts';
import { chatSettingsView } from './chat-settings-view.ts';

/**
 * Changes the tenant's chat settings for later turns.
 * @throws {ProblemError} `invalid_request` for a choice that the configuration does not offer.
 */
export async function updateChatSettings({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: UpdateChatSettings;
}): Promise<ChatSettings> {
  authorise(ctx, 'chat:configure');
  const { chat } = ctx.config;
  const errors = faultsOf(input, chat);
  if (errors.length > 0)
    throw new ProblemError(
      'invalid_request',
      'The settings contain a value that is not available. See errors for the field.',
      { errors },
    );
  const { model, moderation, monthly_limit: limit } = input;
  const set = {
    ...(model === undefined ? {} : { model }),
    ...(input.link_hosts === undefined ? {} : { linkHosts: [...new Set(input.link_hosts)] }),
    ...(moderation === undefined ? {} : { moderation }),
    ...(limit?.tokens === undefined ? {} : { monthlyTokens: limit.tokens }),
    ...(limit?.cost_micros === undefined ? {} : { monthlyCostMicros: limit.cost_micros }),
    updatedAt: ctx.clock.now(),
  };
  return await inTransaction(ctx, async (unit) => {
    const [row] = await unit.tx
      .insert(chatSettings)
      .values({ tenantId: unit.tenantId, ...set })
      .onConflictDoUpdate({ target: [chatSettings.tenantId], set })
      .returning();
    recordAudit(ctx, unit, {
      action: 'chat_settings.updated',
      resourceType: 'chat_settings',
      resourceId: unit.tenantId,
      details: { ...input },
    });
    return chatSettingsView(row, chat);
  });
}

function faultsOf(change: UpdateChatSettings, chat: ChatConfig): FieldError[] {
  const errors: FieldError[] = [];
  const models: readonly string[] = chat.models;
  if (typeof change.model === 'string' && !models.includes(change.model)) {
    errors.push({ path: 'model', message: 'is not one of available_models' });
  }
  if (change.moderation === true && chat.moderation === undefined) {
    errors.push({ path: 'moderation', message: 'is not available here' });
  }
  const answering = [...models, ...(chat.fallback === undefined ? [] : [chat.fallback.model])];
  const hasPrices = answering.every((name) => chat.prices[name] !== undefined);
  if (typeof change.monthly_limit?.cost_micros === 'number' && !hasPrices) {
    errors.push({ path: 'monthly_limit.cost_micros', message: 'needs a price for every model: set a limit of tokens' });
  }
  return errors;
}
