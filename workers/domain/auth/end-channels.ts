import type { Revocation } from '../../../contracts/revocation.ts';
import type { Ctx, UnitOfWork } from '../context.ts';

/** Ends what a revocation leaves open: sockets, streams, tickets and running answers. */
export async function endChannels(_ctx: Ctx, _unit: UnitOfWork, _revocation: Revocation): Promise<void> {}
