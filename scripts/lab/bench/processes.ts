import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** CPU time of a process so far, and the memory and files that it holds now. */
export interface Usage {
  cpuSeconds: number;
  memoryBytes: number;
  openFiles: number;
}

/** Returns the usage of the workerd processes below this one. It reads /proc, so it works on Linux only. */
export function runtimeUsage(): Usage {
  const total = { cpuSeconds: 0, memoryBytes: 0, openFiles: 0 };
  for (const { pid, name, fields } of tree(process.pid)) {
    if (name !== 'workerd') continue;
    total.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    total.memoryBytes += Number(fields[21]) * PAGE_BYTES;
    total.openFiles += readdirSync(`/proc/${pid}/fd`).length;
  }
  return total;
}

/** The CPU seconds of a process and of all below it, those included that have ended: their time became their parent's. */
export function cpuSecondsOfTree(root: number): number {
  const ticks = tree(root).flatMap(({ fields }) => fields.slice(11, 15).map(Number));
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_PER_SECOND;
}

/** The parent of a process, when both have this name; undefined also when this machine has no such process. */
export function parentOf(pid: number, name: string): number | undefined {
  const all = processes();
  const [child, parent] = [all.get(pid), all.get(all.get(pid)?.parent ?? 0)];
  return child?.name === name && parent?.name === name ? parent.pid : undefined;
}

interface Process {
  pid: number;
  name: string;
  parent: number;
  /** Those behind the name: state, parent and so on. proc(5). */
  fields: string[];
}

/** The process and all below it. */
function tree(root: number): Process[] {
  const all = processes();
  const isWithin = (pid: number): boolean => {
    const one = all.get(pid);
    return one !== undefined && (pid === root || isWithin(one.parent));
  };
  return [...all.values()].filter(({ pid }) => isWithin(pid));
}

function processes(): Map<number, Process> {
  const found = new Map<number, Process>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name may itself hold spaces and brackets.
      const end = line.lastIndexOf(')');
      const fields = line.slice(end + 2).split(' ');
      found.set(pid, { pid, name: line.slice(line.indexOf('(') + 1, end), parent: Number(fields[1]), fields });
    } catch {
      // Ended meanwhile.
    }
  }
  return found;
}
