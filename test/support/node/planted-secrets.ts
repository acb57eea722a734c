import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_PASSWORD } from '../../../schema/seed/seed-demo.ts';

/** Secrets and personal data that this test file sent or received, and what each is: no log may hold one. */
const planted = new Map<string, string>();

/** Remembers a secret, so that the system's logs are searched for it when it stops. Answers the secret. */
export function plantSecret(secret: string, kind: string): string {
  planted.set(secret, kind);
  return secret;
}

/** Remembers every token, ticket and key in an answer of JSON; streams are left alone. */
export async function plantSecretsOf(response: Response): Promise<void> {
  if (!response.headers.get('content-type')?.includes('json')) return;
  for (const [secret, prefix] of (await response.clone().text()).matchAll(
    /\b(rt|tk|rk|whsec)_[\w+/=-]{20,}|\beyJ[\w.-]{20,}/g,
  ))
    plantSecret(secret, prefix ?? 'access token');
}

/** Remembers what the Worker was started with: the private halves of its keys, and its passwords. */
export function plantSecretsOfWorker(stateFolder: string): void {
  const variables = readFileSync(join(stateFolder, 'worker.env'), 'utf8');
  for (const [, secret] of variables.matchAll(/"d":"([^"]+)"/g)) if (secret) plantSecret(secret, 'private key');
  for (const [, name, secret] of variables.matchAll(/^(\w+_(?:TOKEN|KEY))=["'`]?([^"'`\n]+)/gm))
    if (name && secret) plantSecret(secret, name);
}

/** The banner tells the demo logins; nothing else is let through, and there alone. */
const isInBanner = (secret: string): boolean => secret === DEMO_PASSWORD || /@(?:bistro|grocer)\.test$/.test(secret);

/** @throws {Error} naming the kind of each planted secret in what the system printed or logged, and the line. */
export function refuseLeaks(logs: { printed: string; logged: string }): void {
  const leaks = [...planted].flatMap(([secret, kind]) => [
    ...(isInBanner(secret) ? [] : linesWith(logs.printed, secret, `${kind} printed`)),
    ...linesWith(logs.logged, secret, `${kind} in worker.log`),
  ]);
  if (leaks.length > 0) throw new Error(`secrets got into the logs:\n${leaks.slice(0, 20).join('\n')}`);
}

const linesWith = (text: string, secret: string, what: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.includes(secret))
    .map((line) => `${what}: ${line.replaceAll(secret, '█').slice(0, 300)}`);
