import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Client, type Quote, unwrap } from '../shared/client.ts';
import { useShop } from '../shared/shop/shop.tsx';
import { type Basket, useBasket } from './basket.ts';
import { useWishes, type Wishes } from './wishes.ts';

const CLICKING_MS = 200;

/** Prices lines with codes, and checks them for what the visitor does not eat. */
export const requestQuote = async (client: Client, { lines, codes }: Basket, wishes: Wishes): Promise<Quote> =>
  await unwrap(
    client.api.POST('/v1/quotes', {
      body: {
        items: lines.map(({ product_id, quantity, options }) => ({
          product_id,
          quantity,
          options: options.map(({ group_id, option_id }) => ({ group_id, option_id })),
        })),
        promo_codes: codes,
        exclude_allergens: wishes.without,
        diets: wishes.diets,
      },
    }),
  );

/** The current price of the basket. While a change is being priced, `quote` is the last one and `isStale` is true. */
export function useQuote() {
  const { slug, client, session } = useShop();
  const { basket } = useBasket();
  const [wishes] = useWishes();
  const [priced, setPriced] = useState({ basket, wishes });
  useEffect(() => {
    const timer = setTimeout(() => setPriced({ basket, wishes }), CLICKING_MS);
    return () => clearTimeout(timer);
  }, [basket, wishes]);
  const isEmpty = basket.lines.length === 0;
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: ['quote', slug, session?.userId, priced],
    queryFn: async () => await requestQuote(client, priced.basket, priced.wishes),
    enabled: session !== undefined && priced.basket.lines.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
  return {
    quote: isEmpty ? undefined : data,
    error: isEmpty ? null : error,
    /** The lines that the quote, or the error, belongs to. */
    lines: priced.basket.lines,
    isStale: isFetching || isPlaceholderData || priced.basket !== basket || priced.wishes !== wishes,
    refetch,
  };
}
