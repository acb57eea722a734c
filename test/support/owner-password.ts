/** The password of the owner of each tenant of `newTenant`. */
export const OWNER_PASSWORD = 'a long enough password';
