import { z } from 'zod';
import { openDevTools } from './devtools.ts';

const Profile = z.looseObject({
  nodes: z.array(
    z.looseObject({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
export type CpuProfile = z.infer<typeof Profile>;

const INTERVAL_MICROSECONDS = 200;

/** Profiles the Worker's isolate while `work` runs. The protocol's domain Profiler. */
export async function profileWhile(inspectorUrl: string, work: () => Promise<unknown>): Promise<CpuProfile> {
  const { call, close } = await openDevTools(inspectorUrl);
  try {
    await call('Profiler.enable');
    await call('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
    await call('Profiler.start');
    await work();
    return Profile.parse(z.object({ profile: z.unknown() }).parse(await call('Profiler.stop')).profile);
  } finally {
    close();
  }
}

/** The functions that took most of the time by themselves: share of all samples that are not idle, name and place. */
export function hottest(profile: CpuProfile, count: number): string[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const sums = new Map<string, number>();
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const frame = nodes.get(id);
    const micros = profile.timeDeltas[index] ?? 0;
    if (frame === undefined || ['(idle)', '(program)', '(root)'].includes(frame.functionName)) continue;
    const place = `${frame.functionName || '(anonymous)'} ${frame.url.split('/').at(-1)}:${frame.lineNumber + 1}`;
    sums.set(place, (sums.get(place) ?? 0) + micros);
    total += micros;
  }
  const sorted = [...sums].toSorted(([, one], [, other]) => other - one).slice(0, count);
  return sorted.map(([place, micros]) => `${((micros / total) * 100).toFixed(1)} %  ${place}`);
}
