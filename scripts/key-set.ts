/** A private JWK set: the first key signs, all of them verify. */
export interface KeySet {
  keys: Array<Record<string, unknown>>;
}

/** Tokens verify while their key is in the set. A rotation never needs more keys at a time. */
export const MAX_KEYS = 3;

/** The set with a new key first; the oldest go when there are more than `MAX_KEYS`. */
export function rotateKeys(current: KeySet, newKey: Record<string, unknown>): KeySet {
  return { keys: [newKey, ...current.keys].slice(0, MAX_KEYS) };
}

/** The set with the key that signs alone: what the others signed does not verify any more. */
export function dropOldKeys(current: KeySet): KeySet {
  return { keys: current.keys.slice(0, 1) };
}

/** Describes, by key ids, which key of the next set signs, which still verify, and which are dropped. */
export function describeChange(current: KeySet, next: KeySet): string[] {
  const [signing, ...verifying] = idsOf(next);
  const dropped = idsOf(current).filter((id) => id !== signing && !verifying.includes(id));
  return [
    `${signing} signs${verifying.length === 0 ? '' : `; ${verifying.join(', ')} still verify`}`,
    ...(dropped.length === 0
      ? []
      : [
          `${dropped.join(', ')} will be gone: tokens that it signed are refused, and webhook secrets still sealed under it cannot be read`,
        ]),
  ];
}

const idsOf = ({ keys }: KeySet): string[] => keys.map(({ kid }) => String(kid));

/**
 * Reads a private JWK set from stdin. Nothing at all is refused too: a secret manager that failed before the pipe would
 * otherwise end in a set without the keys in use.
 * @throws {Error} without its text, which is secret.
 */
export function parseKeySet(text: string): KeySet {
  if (text.trim() === '')
    throw new Error('no key set came on stdin: pipe the set in use, or make a first one with npm run keys');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('stdin is not JSON');
  }
  if (!isKeySet(value)) throw new Error('stdin is not a set of private keys: {"keys":[…]}, each with kid, alg and d');
  return value;
}

function isKeySet(value: unknown): value is KeySet {
  if (typeof value !== 'object' || value === null || !('keys' in value) || !Array.isArray(value.keys)) return false;
  return value.keys.length > 0 && value.keys.every(isPrivateKey);
}

const isPrivateKey = (key: unknown): boolean =>
  typeof key === 'object' &&
  key !== null &&
  ['kid', 'alg', 'd'].every((name) => typeof Object.getOwnPropertyDescriptor(key, name)?.value === 'string');
