import { editDistance } from '../../contracts/edit-distance.ts';
import { type Config, ConfigError, parseConfig } from '../../workers/platform/config.ts';
import { Variables } from '../../workers/platform/variables.ts';
import { TOOL_VARIABLES } from '../tool-variables.ts';
import { UserFault } from './user-fault.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that `npm start` sets itself and that the environment cannot override. */
const OWN = new Set(['RAGLINE_MODE', 'AUTH_PRIVATE_JWKS', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN']);

/** Returns the Worker's variables that the environment sets, except those that `npm start` sets itself. */
export function workerVariables(env: Environment): Record<string, string> {
  const names = Object.keys(Variables.shape).filter((name) => !OWN.has(name));
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/**
 * Parses the variables as the Worker will, before anything is started.
 * @throws {UserFault} naming every variable at fault.
 */
export function checkVariables(variables: Record<string, string>, signingKeys: string): Config {
  const provided = {
    RAGLINE_MODE: 'local',
    AUTH_PRIVATE_JWKS: signingKeys,
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1',
    UPSTASH_REDIS_REST_TOKEN: 'token',
  };
  try {
    return parseConfig({ ...variables, ...provided }, 'postgres://127.0.0.1/postgres');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UserFault(`${error.message}. See docs/CONFIGURATION.md.`);
  }
}

/** Names that other programs give to the same thing. */
const FOREIGN: Readonly<Record<string, string>> = { OPENAI_BASE_URL: 'OPENAI_API_BASE' };

/**
 * Returns one sentence for each environment variable whose name nearly matches one of ours, because a typing error
 * would go unnoticed.
 */
export function misspeltVariables(env: Environment): string[] {
  const known = [...Object.keys(Variables.shape), ...Object.values(TOOL_VARIABLES).flatMap(Object.keys)];
  return Object.keys(env).flatMap((name) => {
    if (known.includes(name)) return [];
    const meant = FOREIGN[name] ?? known.find((other) => other.length > 5 && editDistance(name, other) <= 2);
    return meant === undefined ? [] : [`${name} has no effect here: did you mean ${meant}?`];
  });
}
