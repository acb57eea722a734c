/** Slugs of the demo tenants. */
export const DEMO_SLUGS = ['bistro', 'grocer'] as const;
