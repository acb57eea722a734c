import { invalidRequest } from '../../platform/router.ts';
import type { Services } from '../context.ts';
import { parseTarget } from './target.ts';

/** The URL of an endpoint in its one spelling. @throws {ProblemError} `invalid_request` for one that nothing is sent to. */
export function requireTarget(services: Pick<Services, 'config'>, url: string): string {
  const target = parseTarget(url, services.config.mode);
  if ('fault' in target) throw invalidRequest([{ path: ['url'], message: target.fault }]);
  return target.url.href;
}
