import { type Order, unwrap } from '../../shared/client.ts';
import { api } from '../client.ts';

export const COLUMNS = ['pending', 'confirmed', 'preparing', 'ready'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Entry {
  order: Order;
  /** The column of the order's card. A cancelled order stays until a person dismisses it; undefined: not shown. */
  column: Column | undefined;
}

const isColumn = (status: string): status is Column => COLUMNS.some((column) => column === status);

/**
 * The orders of the board. An order only ever moves to a higher version, so it does not matter in which order answers
 * and events arrive, or how often. Orders that are done stay known: a late answer would bring them back.
 */
export class LiveOrders {
  #entries: ReadonlyMap<string, Entry> = new Map();
  #isLoaded = false;
  readonly #listeners = new Set<() => void>();
  /** Called for each order that is new after the first load. */
  onArrival: ((order: Order) => void) | undefined;

  readonly read = (): ReadonlyMap<string, Entry> => this.#entries;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  put(order: Order): void {
    const known = this.#entries.get(order.id);
    if (known !== undefined && known.order.version >= order.version) return;
    this.#set(order.id, { order, column: columnOf(order, known) });
    if (known === undefined && order.status === 'pending' && this.#isLoaded) this.onArrival?.(order);
  }

  /** Takes a cancelled order off the board. */
  dismiss(id: string): void {
    const known = this.#entries.get(id);
    if (known !== undefined) this.#set(id, { ...known, column: undefined });
  }

  /**
   * Reads all open orders, and again the shown orders that are no longer open. Call it when events may have been
   * missed.
   */
  async load(): Promise<void> {
    const open = (await Promise.all(COLUMNS.map(everyOrder))).flat();
    for (const order of open) this.put(order);
    const ids = new Set(open.map(({ id }) => id));
    const gone = [...this.#entries.values()].filter(({ order }) => isColumn(order.status) && !ids.has(order.id));
    for (const { order } of gone)
      this.put(await unwrap(api.GET('/v1/orders/{id}', { params: { path: { id: order.id } } })));
    this.#isLoaded = true;
    // Always a new map, because readers compare by identity.
    this.#show(new Map(this.#entries));
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  #set(id: string, entry: Entry): void {
    this.#show(new Map(this.#entries).set(id, entry));
  }

  #show(entries: ReadonlyMap<string, Entry>): void {
    this.#entries = entries;
    for (const listener of this.#listeners) listener();
  }
}

function columnOf({ status }: Order, known: Entry | undefined): Column | undefined {
  if (isColumn(status)) return status;
  return status === 'cancelled' ? known?.column : undefined;
}

async function everyOrder(status: Column): Promise<Order[]> {
  const found: Order[] = [];
  let cursor: string | undefined;
  do {
    const query = { status, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const page = await unwrap(api.GET('/v1/orders', { params: { query } }));
    found.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}
