import type { Session } from '@ragline/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from './client.ts';

const queryKey = ['session'];

/** The session of this browser, or why there is none: nobody logged in, or the API or another tab has ended it. */
type Kept = Session | 'none' | 'ended';

/** @returns Undefined while it is read. */
export function useSession(): Kept | undefined {
  const queries = useQueryClient();
  const queryFn = async (): Promise<Kept> => {
    const shown = queries.getQueryData<Kept>(queryKey) ?? 'none';
    return (await client.session()) ?? (shown === 'none' ? 'none' : 'ended');
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

/** Another session: nothing that the last one showed is kept. */
export function useNewSession(): (session: Session | 'none') => void {
  const queries = useQueryClient();
  return (session) => {
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKey[0] });
    queries.setQueryData<Kept>(queryKey, session);
  };
}

/** Ends the session at the server and forgets it here. */
export function useLogOut(): () => Promise<void> {
  const renew = useNewSession();
  return async () => {
    // Without a network it is forgotten here all the same.
    await client.logOut().catch(() => undefined);
    renew('none');
  };
}
