/** The one place that prints: Workers Logs take each console line as one record. */
export function writeLine(line: string): void {
  // biome-ignore lint/suspicious/noConsole: see above.
  console.log(line);
}
