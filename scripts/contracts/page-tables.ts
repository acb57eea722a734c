import { TOOLS } from '../../contracts/chat-tool.ts';
import { EVENT_FAMILIES } from '../../contracts/event.ts';
import { COUNTERS, DERIVED, GAUGES, HISTOGRAMS } from '../../workers/platform/metric-definitions.ts';
import { markdownTable } from '../pages/markdown-table.ts';

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** The event types, for docs/EVENTS.md. */
export const eventTable = (): string =>
  markdownTable(
    ['type', 'topic', 'about', 'seen by', 'permission of a webhook'],
    EVENT_FAMILIES.map(({ types, topic, aggregate, audience, readPermission }) => [
      code(types),
      code([topic]),
      aggregate.replace('_', ' '),
      audience === 'staff' ? 'staff' : 'its person, and staff',
      code([readPermission]),
    ]),
    { textColumns: 5 },
  );

/** The agent's tools, for docs/MCP.md. */
export const toolTable = (): string =>
  markdownTable(
    ['tool', 'what it does', 'permission or scope'],
    Object.entries(TOOLS).map(([name, { title, permissions }]) => [code([name]), title, code(permissions)]),
    { textColumns: 3 },
  );

/** The metrics, for docs/METRICS.md. */
export function metricTable(): string {
  const rows = Object.entries({ histogram: HISTOGRAMS, counter: COUNTERS, gauge: { ...GAUGES, ...DERIVED } }).flatMap(
    ([type, metrics]) =>
      Object.entries(metrics).map(([name, { help, labels }]) => [code([name]), type, code(labels), help]),
  );
  return markdownTable(['name', 'type', 'labels', 'what it counts or measures'], rows, { textColumns: 4 });
}
