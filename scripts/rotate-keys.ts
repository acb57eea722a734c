import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { dropOldKeys, parseKeySet, rotateKeys } from './key-set.ts';
import { createSigningKey } from './signing-key.ts';

/**
 * Reads the private key set in use from stdin and prints the next one:
 *   (no option)   with a new key first, which signs; the others still verify
 *   --drop-old    with the first key alone
 *   --es256       the new key is on P-256 instead of Ed25519
 * Without a set on stdin it makes one. See docs/OPERATIONS.md, "Signing keys".
 */
try {
  const { values } = parseArgs({ options: { 'drop-old': { type: 'boolean' }, es256: { type: 'boolean' } } });
  const current = process.stdin.isTTY ? undefined : parseKeySet(await text(process.stdin));
  if (values['drop-old'] && current === undefined) throw new Error('--drop-old needs the key set in use on stdin');
  const newKey = () => createSigningKey({ algorithm: values.es256 ? 'ES256' : 'EdDSA' });
  const next = values['drop-old'] && current ? dropOldKeys(current) : rotateKeys(current ?? { keys: [] }, newKey());
  console.log(JSON.stringify(next));
} catch (error) {
  console.error(`keys:rotate: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
