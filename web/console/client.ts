import { createClient } from '@ragline/client';

/**
 * One client for the console. It names no tenant, so its session is not the storefront's in the same browser, and a
 * session that ended makes no guest.
 */
export const client = createClient({ baseUrl: location.origin });
export const { api } = client;
