import { isAllowed, type Principal } from '../../../contracts/identity.ts';

/** Staff see products that are switched off; customers and guests do not. */
export const seesInactiveProducts = (principal: Principal): boolean => isAllowed(principal, 'product:read-inactive');
