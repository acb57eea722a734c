import { EVENT_FAMILIES, EVENT_TYPES } from '../../../contracts/event.ts';
import { isAllowed, type Permission, type Rights } from '../../../contracts/identity.ts';
import { ProblemError } from '../../platform/problem-error.ts';
import type { Ctx } from '../context.ts';

/** The permission to read events of each type. `event:read-all` covers all types. */
const READ_PERMISSION: ReadonlyMap<string, Permission> = new Map(
  EVENT_FAMILIES.flatMap(({ types, readPermission }) => types.map((type) => [type, readPermission] as const)),
);
/** A test event reveals nothing, so everyone who manages endpoints may receive it. */
const TEST = 'webhook_test';

/**
 * The types among `types` that these rights may not read.
 * @param types As an endpoint names them: an empty list means all.
 */
function unreadableTypes(rights: Rights, types: readonly string[]): string[] {
  if (isAllowed(rights, 'event:read-all')) return [];
  return (types.length === 0 ? EVENT_TYPES : types).filter((type) => {
    const permission = READ_PERMISSION.get(type);
    return type !== TEST && (permission === undefined || !isAllowed(rights, permission));
  });
}

export const mayReceive = (rights: Rights, types: readonly string[]): boolean =>
  unreadableTypes(rights, types).length === 0;

/** @throws {ProblemError} `forbidden` unless the principal may read the events that an endpoint with `types` receives. */
export function requireMayReceive({ principal }: Ctx, types: readonly string[]): void {
  const unreadable = unreadableTypes(principal, types);
  if (unreadable.length === 0) return;
  const needed = [...new Set(unreadable.map((type) => READ_PERMISSION.get(type) ?? 'event:read-all'))];
  throw new ProblemError(
    'forbidden',
    `A webhook endpoint sends only what you may read. Receiving ${unreadable.join(', ')} needs the permission event:read-all${
      needed.includes('event:read-all') ? '' : `, or ${needed.join(' and ')}`
    }.`,
  );
}
