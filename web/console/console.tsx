import type { components, Session } from '@ragline/client';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { unwrap } from '../shared/client.ts';
import { createFormat, type Format } from '../shared/format.ts';
import { useLanguage } from '../shared/language.ts';
import { api } from './client.ts';

export type Me = components['schemas']['Me'];

/** Shared by every page of the console. */
export interface Console {
  me: Me;
  currency: string;
  /** Chooses the currency; undefined where the shop's products have one. */
  chooseCurrency: ((currency: string) => void) | undefined;
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
  const [chosen, setChosen] = useState('EUR');
  const currency = shop?.currency ?? chosen;
  const chooseCurrency = shop?.currency === null ? setChosen : undefined;
  const page = useMemo(
    () => ({ me, currency, chooseCurrency, format: createFormat(language), isManager: isManagerOf(me) }),
    [me, currency, chooseCurrency, language],
  );
  return <Context value={page}>{children}</Context>;
}
