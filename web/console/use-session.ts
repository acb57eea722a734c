import type { Session } from '@ragline/client';
import { type Query, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from './client.ts';

const queryKey = ['session'];

/** The session of this browser, or why there is none: no login yet, or the API or another tab has ended it. */
type Kept = Session | 'none' | { ended: Session };

export const isSession = (kept: Kept): kept is Session => kept !== 'none' && !('ended' in kept);

const personOf = (kept: Kept): string | undefined => {
  if (kept === 'none') return undefined;
  return isSession(kept) ? kept.userId : kept.ended.userId;
};

/** Clears the cached queries of the previous person, or reloads them when the same person is back. @returns `next` */
function turnTo(queries: QueryClient, next: Kept): Kept {
  const shown = queries.getQueryData<Kept>(queryKey) ?? 'none';
  const others = { predicate: (query: Query) => query.queryKey[0] !== queryKey[0] };
  if (personOf(shown) !== personOf(next)) queries.removeQueries(others);
  else if (!isSession(shown) && isSession(next)) void queries.invalidateQueries(others);
  return next;
}

/** @returns Undefined while it is read. */
export function useSession(): Kept | undefined {
  const queries = useQueryClient();
  const queryFn = async (): Promise<Kept> => {
    const session = await client.session();
    const shown = queries.getQueryData<Kept>(queryKey) ?? 'none';
    return turnTo(queries, session ?? (isSession(shown) ? { ended: shown } : shown));
  };
  const { data } = useQuery({ queryKey, queryFn, staleTime: Number.POSITIVE_INFINITY });
  useEffect(() => {
    // A login or a log-out in another tab is one here.
    const hear = ({ key }: StorageEvent): void => {
      if (key === null || key.startsWith(`ragline:${location.origin}:`)) void queries.invalidateQueries({ queryKey });
    };
    addEventListener('storage', hear);
    return () => removeEventListener('storage', hear);
  }, [queries]);
  return data;
}

/** Shows another session, or none. */
export function useNewSession(): (session: Session | 'none') => void {
  const queries = useQueryClient();
  return (session) => {
    queries.setQueryData<Kept>(queryKey, turnTo(queries, session));
  };
}

/** Ends the session at the server and forgets it here. */
export function useLogOut(): () => Promise<void> {
  const renew = useNewSession();
  return async () => {
    // Without a network the session is still removed here.
    await client.logOut().catch(() => undefined);
    renew('none');
  };
}
