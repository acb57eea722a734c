import { z } from 'zod';

const MAX_OVERLAP_SECONDS = 7 * 24 * 60 * 60;
const DEFAULT_OVERLAP_SECONDS = 24 * 60 * 60;

/** The time for which an old secret stays valid beside its replacement. */
export const overlapSeconds = (description: string) =>
  z.int().min(0).max(MAX_OVERLAP_SECONDS).default(DEFAULT_OVERLAP_SECONDS).meta({ description });
