import { z } from 'zod';

const MAX_NAME = 63;

/** `Feature/Größe #7` is `feature-gr-e-7`: what may stand in a Worker's and a queue's name. */
export function previewSlug(branch: string): string {
  const slug = branch
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');
  if (slug === '') throw new Error(`"${branch}" has no letter or digit to name a preview by`);
  return slug;
}

const Raw = z.looseObject({
  name: z.string(),
  main: z.string(),
  assets: z.looseObject({ directory: z.string() }).optional(),
  queues: z.looseObject({
    producers: z.array(z.looseObject({ queue: z.string() })),
    consumers: z.array(z.looseObject({ queue: z.string(), dead_letter_queue: z.string().optional() })),
  }),
});

/**
 * Returns the configuration of a preview: a separate Worker with its own queues and Durable Objects, which reaches its
 * database branch by NEON_DATABASE_URL. With a shared queue it would consume production's messages. @param here Makes a
 * path of the original absolute, because the copy is in another folder.
 */
export function previewConfig(
  rawConfig: unknown,
  slug: string,
  here: (path: string) => string,
): Record<string, unknown> {
  const { name, main, assets, queues, ...rest } = Raw.parse(rawConfig);
  const own = (resource: string): string => {
    const named = `${resource}-pr-${slug}`;
    if (named.length > MAX_NAME) throw new Error(`${named} is longer than the ${MAX_NAME} characters of a name`);
    return named;
  };
  const { hyperdrive: _hyperdrive, routes: _routes, route: _route, ...kept } = rest;
  return {
    ...kept,
    name: own(name),
    main: here(main),
    ...(assets === undefined ? {} : { assets: { ...assets, directory: here(assets.directory) } }),
    workers_dev: true,
    queues: {
      producers: queues.producers.map((producer) => ({ ...producer, queue: own(producer.queue) })),
      consumers: queues.consumers.map(({ dead_letter_queue: dead, ...consumer }) => ({
        ...consumer,
        queue: own(consumer.queue),
        ...(dead === undefined ? {} : { dead_letter_queue: own(dead) }),
      })),
    },
  };
}
