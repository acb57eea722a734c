import { RaglineError } from '../shared/client.ts';
import { Fault } from '../shared/ui/fault.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { useTexts } from './texts.ts';

/** Returns the sent lines that the API refused. */
export function faultyLines<Line>(error: unknown, lines: readonly Line[]): Line[] {
  const paths = error instanceof RaglineError ? (error.problem.errors ?? []).map(({ path }) => path) : [];
  return lines.filter((_, index) => paths.some((path) => path.startsWith(`items.${index}.`)));
}

/**
 * Explains which lines cannot be ordered, by name: the API identifies them by index and SKU, which a guest does not
 * know.
 */
export function OrderFault({ error, lines }: { error: unknown; lines: ReadonlyArray<{ name: string }> }) {
  const { texts } = useTexts();
  const faulty = faultyLines(error, lines);
  if (!(error instanceof RaglineError) || faulty.length === 0) return <Fault error={error} />;
  const names = [...new Set(faulty.map(({ name }) => name))].join(', ');
  return (
    <Notice kind="bad">{error.code === 'insufficient_stock' ? texts.notEnough(names) : texts.notForSale(names)}</Notice>
  );
}
