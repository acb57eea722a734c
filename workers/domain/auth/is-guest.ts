import type { Principal } from '../../../contracts/identity.ts';

/** Whether nobody is known behind the token but a visitor. */
export const isGuest = ({ kind, roles }: Principal): boolean =>
  kind === undefined && roles.every((role) => role === 'guest');
