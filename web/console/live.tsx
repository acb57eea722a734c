import type { RaglineEvent } from '@ragline/client';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { RaglineError } from '../shared/client.ts';
import { announce } from '../shared/ui/announcer.tsx';
import { useOnline } from '../shared/use-online.ts';
import { ring } from './board/bell.ts';
import { type Entry, LiveOrders } from './board/live-orders.ts';
import { client } from './client.ts';
import { useConsole } from './console.tsx';
import { useTexts } from './texts.ts';
import { isSession, useSession } from './use-session.ts';

type Connection = 'connecting' | 'live' | 'cut';

interface Live {
  orders: LiveOrders;
  connection: Connection;
  /** Why the orders could not be read. */
  error: unknown;
}

const Context = createContext<Live | undefined>(undefined);

export function useLive(): Live {
  const live = useContext(Context);
  if (live === undefined) throw new Error('useLive is used outside of a LiveProvider');
  return live;
}

export function useEntries(): Entry[] {
  const { orders } = useLive();
  const entries = useSyncExternalStore(orders.subscribe, orders.read);
  return useMemo(
    () =>
      [...entries.values()]
        .filter(({ column }) => column !== undefined)
        .sort((a, b) => a.order.number - b.order.number),
    [entries],
  );
}

/** The event stream that all pages share: orders for the board, jobs and help requests for theirs. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const isOnline = useOnline();
  const [orders] = useState(() => new LiveOrders());
  const [state, setState] = useState<Connection>('connecting');
  const [error, setError] = useState<unknown>();
  const texts = useTexts();
  const onHelp = useRef<() => void>(undefined);
  useEffect(() => {
    orders.onArrival = ({ number }) => {
      ring();
      announce(texts.newOrder(number));
    };
    onHelp.current = () => {
      ring();
      announce(texts.newHelp);
    };
  }, [orders, texts]);
  const session = useSession();
  const isIn = session !== undefined && isSession(session);
  useEffect(() => {
    if (!isIn) return;
    setState('connecting');
    const leaving = new AbortController();
    const load = (): void => {
      setError(undefined);
      orders.load().catch(setError);
      void queries.invalidateQueries({ queryKey: ['help-requests'] });
    };
    const follow = async (): Promise<void> => {
      const events = client.events({
        topics: ['orders', 'notifications'],
        signal: leaving.signal,
        onOpen: () => {
          setState('live');
          load();
        },
        onClose: () => setState('cut'),
        onReset: load,
      });
      for await (const { data, type } of events) {
        if (type === 'help_requested') onHelp.current?.();
        if ('order' in data && 'previous_status' in data) orders.put(data.order);
        else refresh(queries, data);
      }
    };
    follow().catch((failure: unknown) => {
      setState('cut');
      setError(failure);
      if (failure instanceof RaglineError && failure.status === 401)
        void queries.invalidateQueries({ queryKey: ['session'] });
    });
    return () => leaving.abort();
  }, [orders, queries, isIn]);
  const connection = isOnline ? state : 'cut';
  useTitle(orders);
  const live = useMemo(() => ({ orders, connection, error }), [orders, connection, error]);
  return <Context value={live}>{children}</Context>;
}

function refresh(queries: QueryClient, data: RaglineEvent['data']): void {
  if ('job' in data) {
    void queries.invalidateQueries({ queryKey: ['job'] });
    if (data.job.finished_at !== null) void queries.invalidateQueries({ queryKey: ['products'] });
  } else if ('help_request' in data) void queries.invalidateQueries({ queryKey: ['help-requests'] });
  else void queries.invalidateQueries({ queryKey: ['webhooks'] });
}

/** Shows the number of unconfirmed orders in the window's title. */
function useTitle(orders: LiveOrders): void {
  const { me } = useConsole();
  const entries = useSyncExternalStore(orders.subscribe, orders.read);
  const waiting = useMemo(
    () => [...entries.values()].filter(({ order }) => order.status === 'pending').length,
    [entries],
  );
  useEffect(() => {
    document.title = waiting === 0 ? me.tenant_name : `(${waiting}) ${me.tenant_name}`;
  }, [waiting, me.tenant_name]);
}
