import type { Session } from '@ragline/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Client, type Order, type Shop, unwrap } from '../client.ts';
import { createFormat, type Format } from '../format.ts';
import { type Language, useLanguage } from '../language.ts';
import { de } from './texts/de.ts';
import { en, type ShopTexts } from './texts/en.ts';

const TEXTS = { en, de };

/** Shared by every part of a shop's page. */
export interface ShopPage {
  slug: string;
  client: Client;
  /** Undefined while it is loading. */
  shop: Shop | undefined;
  /** Why it could not be loaded. */
  error: Error | null;
  /** Undefined until the visitor has a token. */
  session: Session | undefined;
  format: Format;
}

const Context = createContext<ShopPage | undefined>(undefined);

export function useShop(): ShopPage {
  const page = useContext(Context);
  if (page === undefined) throw new Error('useShop is used outside of a ShopProvider');
  return page;
}

/** The words of what the pages of a shop share; each page has more of its own. */
export function useShopTexts(): { texts: ShopTexts; language: Language } {
  const language = useLanguage();
  return { texts: TEXTS[language], language };
}

export const shopQuery = (client: Client, slug: string) => ({
  queryKey: ['shop', slug],
  queryFn: async () => await unwrap(client.api.GET('/v1/auth/shops/{slug}', { params: { path: { slug } } })),
  staleTime: 60_000,
});

/** The visitor: a guest until they log in. */
export const sessionQuery = (client: Client, slug: string) => ({
  queryKey: ['session', slug],
  queryFn: async () => await client.ensureSession(),
  staleTime: Number.POSITIVE_INFINITY,
});

export function ShopProvider({ client, slug, children }: { client: Client; slug: string; children: ReactNode }) {
  const { data: shop, error } = useQuery(shopQuery(client, slug));
  const { data: session } = useQuery(sessionQuery(client, slug));
  const language = useLanguage();
  const format = useMemo(() => createFormat(language), [language]);
  const page = useMemo(
    () => ({ slug, client, shop, error, session, format }),
    [slug, client, shop, error, session, format],
  );
  useOtherTabs(slug);
  return <Context value={page}>{children}</Context>;
}

/**
 * Keeps all shown orders up to date. Use it on pages with orders only: a stream for each visitor who reads the menu
 * would cost the hub a socket.
 * @returns Whether the stream is cut, so that an order may be further than it is shown.
 */
export function useLiveOrders(isFollowed = true): boolean {
  const { client, session } = useShop();
  const userId = session?.userId;
  const queries = useQueryClient();
  const [isCut, setCut] = useState(false);
  useEffect(() => {
    if (userId === undefined || !isFollowed) return;
    const leaving = new AbortController();
    const reload = (): void => {
      setCut(false);
      void queries.invalidateQueries({ queryKey: ['order'] });
      void queries.invalidateQueries({ queryKey: ['orders'] });
    };
    const follow = async (): Promise<void> => {
      const topics = ['orders' as const];
      const onClose = (): void => setCut(true);
      const events = client.events({ topics, signal: leaving.signal, onOpen: reload, onReset: reload, onClose });
      for await (const event of events) {
        if (!('order' in event.data)) continue;
        const { order } = event.data;
        queries.setQueryData<Order>(['order', order.id], (known) =>
          known !== undefined && known.version > order.version ? known : order,
        );
        void queries.invalidateQueries({ queryKey: ['orders'] });
      }
    };
    // The stream also ends with the session. The next login starts a new one.
    follow().catch(() => undefined);
    return () => leaving.abort();
  }, [client, queries, userId, isFollowed]);
  return isCut;
}

/** A login or a log-out in another tab is one here. */
function useOtherTabs(slug: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const hear = ({ key }: StorageEvent): void => {
      if (key?.startsWith('ragline:http') && key.endsWith(`:${slug}`))
        void queries.invalidateQueries({ queryKey: ['session'] });
    };
    addEventListener('storage', hear);
    return () => removeEventListener('storage', hear);
  }, [queries, slug]);
}

/** Clears everything of the previous visitor after a login or a log-out. */
export function useNewVisitor(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'shop' && queryKey[0] !== 'session' });
    await queries.invalidateQueries({ queryKey: ['session'] });
  };
}
