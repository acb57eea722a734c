import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

/** Writes what `src` takes from the contract: the types of all operations, and which of them take an idempotency key. */
const here = new URL('..', import.meta.url);
const document = parse(await readFile(new URL('../../contracts/openapi.yaml', here), 'utf8'));
const isKey = ({ in: place, name }) => place === 'header' && name.toLowerCase() === 'idempotency-key';
const keyed = [];
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    if (!operation.parameters?.some(isKey)) continue;
    keyed.push(`${method.toUpperCase()} ${path}`);
    // The client makes the key: its callers need not pass one.
    operation.parameters = operation.parameters.filter((parameter) => !isKey(parameter));
  }
}
// What has a default may be left out of a request.
const options = { defaultNonNullable: false };
await rm(new URL('dist', here), { recursive: true, force: true });
await mkdir(new URL('src/generated', here), { recursive: true });
await writeFile(new URL('src/generated/openapi.ts', here), astToString(await openapiTS(document, options)));
await writeFile(
  new URL('src/generated/keyed-operations.ts', here),
  `/** Operations that take an Idempotency-Key, by method and path. */\nexport const KEYED_OPERATIONS: ReadonlySet<string> = new Set(${JSON.stringify(keyed)});\n`,
);
