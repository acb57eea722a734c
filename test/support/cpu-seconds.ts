/** How long this process works on something, in seconds of its CPU: a busy machine makes a clock late and not this. */
export function cpuSecondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
