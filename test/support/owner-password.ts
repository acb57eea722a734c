/** What the owner of each tenant of `newTenant` logs in with. */
export const OWNER_PASSWORD = 'a long enough password';
