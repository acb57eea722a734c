import { z } from 'zod';
import type { Placement } from './placement.ts';
import type { Fault } from './preflight.ts';

const Core = z.looseObject({ name: z.string(), main: z.string(), assets: z.unknown().optional() });
const Door = z.looseObject({
  name: z.string(),
  services: z.array(z.looseObject({ service: z.string() })),
  durable_objects: z.looseObject({ bindings: z.array(z.looseObject({ script_name: z.string() })) }),
});

/**
 * The configuration of the core behind the door: placed, and without assets, which the door has. Its placement is known
 * for every deploy, and may not be for a dry run.
 * @param here Makes a path of the original absolute, since the copy lies elsewhere.
 */
export function coreConfig(
  rawConfig: unknown,
  placement: Placement | undefined,
  here: (path: string) => string,
): Record<string, unknown> {
  const { main, assets: _assets, ...rest } = Core.parse(rawConfig);
  return { ...rest, main: here(main), ...(placement === undefined ? {} : { placement }) };
}

/** Returns the faults where the door's configuration does not match the core's. */
export function doorFaults(rawDoor: unknown, rawCore: unknown): Fault[] {
  const { name } = Core.parse(rawCore);
  const { services, durable_objects: objects } = Door.parse(rawDoor);
  const named = [...services.map(({ service }) => service), ...objects.bindings.map((binding) => binding.script_name)];
  return named
    .filter((worker) => worker !== name)
    .map((worker) => ({
      what: `wrangler.edge.toml leads to a Worker ${worker}, but wrangler.toml calls it ${name}`,
      mend: `write ${name} in its place in wrangler.edge.toml`,
    }));
}

/** Chooses the placement of a deploy: from the command line, from wrangler.toml, or beside the database. */
export function choosePlacement(
  { asked, beside }: { asked: Placement | undefined; beside: Placement | undefined },
  rawCore: unknown,
): Placement | undefined {
  const { placement } = z
    .looseObject({
      placement: z.union([z.object({ region: z.string() }), z.object({ host: z.string() })]).optional(),
    })
    .parse(rawCore);
  return asked ?? placement ?? beside;
}

export const NO_PLACEMENT: Fault = {
  what: 'it is not known where the database is, and the core is to run beside it',
  mend: 'npm run deploy -- --region aws:eu-central-1 (or set [placement] in wrangler.toml, or --one-worker)',
};
