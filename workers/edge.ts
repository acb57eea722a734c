import { answerAtEdge, doorMetrics } from './compose/door.ts';
import { type EdgeEnv, edgeIsolateOf } from './compose/edge-isolate.ts';
import { writeLine } from './compose/write-line.ts';
import { withAddress } from './edge/client-address.ts';
import { createLogger } from './platform/logger.ts';
import { ProblemError } from './platform/problem-error.ts';
import { problemResponse } from './platform/problem-response.ts';
import { requestIdOf } from './platform/trace.ts';

/** The core's own failures are answers; this is one of the way to it. */
function unreachable(error: unknown): Response {
  createLogger('error', writeLine).error('core_unreachable', { error });
  const problem = new ProblemError('unavailable', 'The service cannot be reached. Retry in a moment.');
  const { status, headers, body } = problemResponse(problem, crypto.randomUUID());
  return new Response(body, { status, headers });
}

/**
 * The door: runs where the client is, answers what it has there, and passes the rest on to the core beside the database,
 * over one hop. Sockets and streams pass through it.
 */
export default {
  async fetch(request, env, execution) {
    const origin = (passed: Request) => env.CORE.fetch(withAddress(passed)).catch(unreachable);
    const door = await edgeIsolateOf(env).door(env, execution);
    if (door === undefined) return await origin(request);
    const startedAt = performance.now();
    const file = await door.files(request, env);
    if (file === undefined) return await answerAtEdge(request, door, { env, execution, origin });
    file.headers.set('x-request-id', requestIdOf(request.headers));
    const labels = { method: request.method, route: 'page', status: String(file.status) };
    const seconds = (performance.now() - startedAt) / 1000;
    doorMetrics(door, env, execution).observe('ragline_api_request_duration_seconds', seconds, labels);
    return file;
  },
} satisfies ExportedHandler<EdgeEnv>;
