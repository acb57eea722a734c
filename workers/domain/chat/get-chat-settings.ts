import { eq } from 'drizzle-orm';
import type { ChatSettings } from '../../../contracts/chat-settings.ts';
import { chatSettings } from '../../../schema/tables/chat.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { chatSettingsView } from './chat-settings-view.ts';

/** The tenant's chat settings, and the available choices. */
export async function getChatSettings({ ctx }: { ctx: Ctx }): Promise<ChatSettings> {
  authorise(ctx, 'chat:configure');
  const [row] = await read(ctx, ({ tx, tenantId }) =>
    tx.select().from(chatSettings).where(eq(chatSettings.tenantId, tenantId)),
  );
  return chatSettingsView(row, ctx.config.chat);
}
