import { invalidRequest } from '../../platform/problem-error.ts';
import type { Services } from '../context.ts';
import { parseTarget } from './target.ts';

/** The normalised URL of an endpoint. @throws {ProblemError} `invalid_request` for a refused target. */
export function requireTarget(services: Pick<Services, 'config'>, url: string): string {
  const target = parseTarget(url, services.config.mode);
  if ('fault' in target) throw invalidRequest([{ path: ['url'], message: target.fault }]);
  return target.url.href;
}
