import { createClient } from '@ragline/client';

/**
 * The console's client. It names no tenant, so it shares no session with the storefront, and makes no guest when its
 * session ends.
 */
export const client = createClient({ baseUrl: location.origin });
export const { api } = client;
