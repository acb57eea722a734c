import type { WebhookEndpoint } from '../../../contracts/webhook.ts';
import { authorise, type Ctx, read } from '../context.ts';
import { endpointView } from './endpoint-view.ts';
import { loadEndpoint } from './find-endpoint.ts';

/** @throws {ProblemError} `not_found`. */
export async function getEndpoint({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<WebhookEndpoint> {
  authorise(ctx, 'webhook:manage');
  return endpointView(await read(ctx, (unit) => loadEndpoint(unit, input.id)));
}
