import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { describeChange, dropOldKeys, parseKeySet, rotateKeys } from './key-set.ts';
import { createSigningKey } from './signing-key.ts';

/**
 * Reads the private key set in use from stdin and prints the next one:
 *   (no option)   with a new key first, which signs; the others still verify
 *   --drop-old    with the first key alone
 *   --es256       the new key is on P-256 instead of Ed25519
 * The change is described on stderr. Nothing takes effect until the printed set replaces the current one.
 * `npm run keys` makes the first set. See docs/ACCESS.md, "Signing keys".
 */
try {
  const { values } = parseArgs({ options: { 'drop-old': { type: 'boolean' }, es256: { type: 'boolean' } } });
  const current = parseKeySet(process.stdin.isTTY ? '' : await text(process.stdin));
  const newKey = () => createSigningKey({ algorithm: values.es256 ? 'ES256' : 'EdDSA' });
  const next = values['drop-old'] ? dropOldKeys(current) : rotateKeys(current, newKey());
  console.log(JSON.stringify(next));
  for (const line of describeChange(current, next)) console.error(`keys: ${line}`);
} catch (error) {
  console.error(`keys: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
