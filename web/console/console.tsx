import type { components, Session } from '@ragline/client';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { unwrap } from '../shared/client.ts';
import { createFormat, type Format } from '../shared/format.ts';
import { useLanguage } from '../shared/language.ts';
import { api } from './client.ts';

export type Me = components['schemas']['Me'];

/** Shared by every page of the console. */
export interface Console {
  me: Me;
  /** Undefined while it is loading, and while the shop has no products. */
  currency: string | undefined;
  format: Format;
  /** True if the person may change the catalogue, accounts, keys and webhooks. */
  isManager: boolean;
}

const Context = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const page = useContext(Context);
  if (page === undefined) throw new Error('useConsole is used outside of a ConsoleProvider');
  return page;
}

export const isStaff = ({ roles }: Pick<Session, 'roles'>): boolean =>
  roles.some((role) => role === 'owner' || role === 'admin' || role === 'staff');
const isManagerOf = ({ roles }: Pick<Me, 'roles'>): boolean =>
  roles.some((role) => role === 'owner' || role === 'admin');

export function ConsoleProvider({ me, children }: { me: Me; children: ReactNode }) {
  const slug = me.tenant_slug;
  const { data: shop } = useQuery({
    queryKey: ['shop', slug],
    queryFn: async () => await unwrap(api.GET('/v1/auth/shops/{slug}', { params: { path: { slug } } })),
  });
  const language = useLanguage();
  const currency = shop?.currency ?? undefined;
  const page = useMemo(
    () => ({ me, currency, format: createFormat(language), isManager: isManagerOf(me) }),
    [me, currency, language],
  );
  return <Context value={page}>{children}</Context>;
}
