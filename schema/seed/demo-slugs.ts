/** Of the tenants that a system to be tried out begins with. */
export const DEMO_SLUGS = ['bistro', 'grocer'] as const;
