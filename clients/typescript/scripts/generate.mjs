import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

/** Writes the types of all operations, from the contract. */
const here = new URL('..', import.meta.url);
const document = parse(await readFile(new URL('../../contracts/openapi.yaml', here), 'utf8'));
const isKey = ({ in: place, name }) => place === 'header' && name.toLowerCase() === 'idempotency-key';
// The client makes the key: its callers need not pass one.
for (const item of Object.values(document.paths)) {
  for (const operation of Object.values(item)) {
    operation.parameters = operation.parameters?.filter((parameter) => !isKey(parameter));
  }
}
// A request may omit fields with a default.
const options = { defaultNonNullable: false };
await rm(new URL('dist', here), { recursive: true, force: true });
await mkdir(new URL('src/generated', here), { recursive: true });
await writeFile(new URL('src/generated/openapi.ts', here), astToString(await openapiTS(document, options)));
