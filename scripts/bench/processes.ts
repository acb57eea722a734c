import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** What a process has used so far, and holds now. */
export interface Usage {
  cpuSeconds: number;
  memoryBytes: number;
  openFiles: number;
}

/** Of the workerd processes below this one. From /proc, so on Linux alone. */
export function runtimeUsage(): Usage {
  const total = { cpuSeconds: 0, memoryBytes: 0, openFiles: 0 };
  for (const pid of descendants(process.pid, 'workerd')) {
    const fields = stat(pid);
    total.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    total.memoryBytes += Number(fields[21]) * PAGE_BYTES;
    total.openFiles += readdirSync(`/proc/${pid}/fd`).length;
  }
  return total;
}

function descendants(root: number, name: string): number[] {
  const parents = new Map<number, number>();
  const named: number[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      parents.set(pid, Number(stat(pid)[1]));
      if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name) named.push(pid);
    } catch {
      // Ended meanwhile.
    }
  }
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid !== 0 && (pid === root || isBelow(parents.get(pid)));
  return named.filter(isBelow);
}

/** The fields behind the name, which may itself hold spaces: state, parent and so on. proc(5). */
function stat(pid: number): string[] {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}
