import { z } from 'zod';
import { openDevTools } from './devtools.ts';

const Profile = z.looseObject({
  nodes: z.array(
    z.looseObject({
      id: z.number(),
      callFrame: z.object({
        ...{ functionName: z.string(), scriptId: z.string(), url: z.string(), lineNumber: z.number() },
      }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
export type CpuProfile = z.infer<typeof Profile>;
type CallFrame = CpuProfile['nodes'][number]['callFrame'];

/** A profile, and the text of the bundle that ran. */
export interface Profiled {
  profile: CpuProfile;
  bundle: string;
}

const INTERVAL_MICROSECONDS = 200;

/** Profiles the Worker's isolate while `work` runs. The Chrome DevTools Protocol, domain Profiler. */
export async function profileWhile(inspectorUrl: string, work: () => Promise<unknown>): Promise<Profiled> {
  const { call, close } = await openDevTools(inspectorUrl);
  try {
    await call('Profiler.enable');
    await call('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
    await call('Profiler.start');
    await work();
    const { profile } = z.object({ profile: Profile }).parse(await call('Profiler.stop'));
    const frame = profile.nodes.find(({ callFrame }) => callFrame.url.endsWith('index.js'))?.callFrame;
    await call('Debugger.enable');
    const source = await call('Debugger.getScriptSource', { scriptId: frame?.scriptId });
    return { profile, bundle: z.object({ scriptSource: z.string() }).parse(source).scriptSource };
  } finally {
    close();
  }
}

const NO_WORK: ReadonlySet<string> = new Set(['(idle)', '(root)']);

/** The functions that took most of the time by themselves: share of all samples that are not idle, name and place. */
export function hottest({ profile }: Profiled, count: number): string[] {
  const nameOf = ({ functionName, url, lineNumber }: CallFrame) =>
    `${functionName || '(anonymous)'} ${url.split('/').at(-1)}:${lineNumber + 1}`;
  return shares(profile, (id, nodes) => nameOf(frameOf(id, nodes))).slice(0, count);
}

/**
 * The same by package or folder. What the runtime does for a function (a `fetch`, a timer, a call of an object) counts
 * as the function's; esbuild names each module in a comment before it.
 */
export function byPart({ profile, bundle }: Profiled): string[] {
  const partOfLine: string[] = [];
  let part = '';
  for (const line of bundle.split('\n')) {
    const [, path] = /^\/\/ ((?:node_modules|workers|durable-objects|contracts|schema)\/.*)$/.exec(line) ?? [];
    if (path !== undefined) part = partOf(path);
    partOfLine.push(part);
  }
  const parents = new Map(profile.nodes.flatMap(({ id, children }) => children.map((child) => [child, id])));
  return shares(profile, (id, nodes) => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { functionName, url, lineNumber } = frameOf(at, nodes);
      if (functionName === '(garbage collector)') return 'garbage collection';
      if (url.endsWith('index.js')) return partOfLine[lineNumber] ?? '';
      if (url !== '' && !url.startsWith('node:')) return `the runtime’s ${url.split(':').slice(0, 2).join(':')}`;
    }
    return 'the runtime, by itself';
  });
}

/** `node_modules/@a/b/c.js` is `@a/b`, `workers/api/app.ts` is `workers/api`. */
const partOf = (path: string): string =>
  path.replace(/^node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, '$1').replace(/^(workers\/[^/]+|[a-z-]+)\/.*\.ts$/, '$1');

type Frames = ReadonlyMap<number, CallFrame>;

function frameOf(id: number, nodes: Frames): CallFrame {
  return nodes.get(id) ?? { functionName: '(root)', scriptId: '', url: '', lineNumber: 0 };
}

/** How much of the time that is not idle each group of samples has, the largest first. */
function shares(profile: CpuProfile, groupOf: (id: number, nodes: Frames) => string): string[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const sums = new Map<string, number>();
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    if (NO_WORK.has(frameOf(id, nodes).functionName)) continue;
    const micros = profile.timeDeltas[index] ?? 0;
    const group = groupOf(id, nodes);
    sums.set(group, (sums.get(group) ?? 0) + micros);
    total += micros;
  }
  const sorted = [...sums].toSorted(([, one], [, other]) => other - one);
  return sorted.map(([group, micros]) => `${((micros / total) * 100).toFixed(1)} %  ${group}`);
}
