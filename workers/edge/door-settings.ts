import { z } from 'zod';

/** The internal URL of the door's settings. No request from the internet has this host and scheme. */
export const SETTINGS_URL = 'https://core.ragline.internal/settings';

/** The core's settings that the door uses, so that it has none of its own. None is secret. */
export const DoorSettings = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), alg: z.string() })),
  issuer: z.string(),
  audience: z.string(),
  is_local: z.boolean(),
  cors_origins: z.array(z.string()),
  log_level: z.enum(['debug', 'info', 'warn', 'error']),
});
export type DoorSettings = z.infer<typeof DoorSettings>;

/** True if the binding marks the caller as the door. Requests from the internet have no such property. */
export const isFromDoor = (props: unknown): boolean =>
  typeof props === 'object' && props !== null && 'isDoor' in props && props.isDoor === true;
