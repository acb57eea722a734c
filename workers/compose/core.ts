import { asReceived } from '../edge/client-address.ts';
import { type DoorSettings, isFromDoor, SETTINGS_URL } from '../edge/door-settings.ts';
import { answerAtEdge } from './door.ts';
import { isolateOf } from './isolate.ts';

/**
 * Answers a request. One that the door passes on has been through an edge tier already: a second one would double the age
 * of answers. All others pass the tier of this Worker.
 */
export async function answer(
  request: Request,
  {
    env,
    execution,
    api,
  }: {
    env: Env;
    execution: ExecutionContext;
    api(request: Request): Response | Promise<Response>;
  },
): Promise<Response> {
  const isolate = isolateOf(env);
  if (!isFromDoor(execution.props)) return await answerAtEdge(request, isolate, { env, execution, origin: api });
  if (request.url !== SETTINGS_URL) return await api(asReceived(request));
  const { auth, corsOrigins, logLevel, mode } = isolate.config;
  const settings: DoorSettings = {
    keys: isolate.tokens.publicJwks().keys,
    issuer: auth.issuer,
    audience: auth.audience,
    is_local: mode === 'local',
    cors_origins: corsOrigins,
    log_level: logLevel,
  };
  return Response.json(settings);
}
