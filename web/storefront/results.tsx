import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { unwrap } from '../shared/client.ts';
import { useShop } from '../shared/shop/shop.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { DishCard, DishGrid, EmptyCards } from './dish-card.tsx';
import { useTexts } from './texts.ts';
import { usePanel } from './use-panel.ts';
import { countWishes, NO_WISHES, useWishes } from './wishes.ts';

const PAGE = 24;
const TYPING_MS = 250;

/** The products that fit the search and the visitor's filters; without either, the whole menu. */
export function Results({ search }: { search: string }) {
  const { slug, client } = useShop();
  const { texts } = useTexts();
  const { open } = usePanel();
  const [wishes, setWishes] = useWishes();
  const wanted = useSettled(search, TYPING_MS);
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage, refetch, isPlaceholderData } = useInfiniteQuery({
    queryKey: ['products', slug, 'search', wanted, wishes],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam }) =>
      await unwrap(
        client.api.GET('/v1/products', {
          params: {
            query: {
              limit: PAGE,
              ...(wanted === '' ? { sort: 'name' as const } : { search: wanted }),
              ...(wishes.diets.length > 0 ? { diet: wishes.diets } : {}),
              ...(wishes.without.length > 0 ? { exclude_allergens: wishes.without } : {}),
              ...(pageParam === '' ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  const dishes = data?.pages.flatMap((page) => page.data);
  const isAll = wanted === '' && countWishes(wishes) === 0;
  return (
    <section className="px-4 pt-6 lg:px-0" aria-busy={isPlaceholderData}>
      <div className="mb-4 flex min-h-11 items-center justify-between gap-3">
        <p role="status" className="text-soft">
          {dishes === undefined || isPlaceholderData ? texts.loading : texts.results(dishes.length, hasNextPage)}
        </p>
        {countWishes(wishes) > 0 && (
          <Button kind="quiet" onClick={() => setWishes(NO_WISHES)}>
            {texts.clearFilters}
          </Button>
        )}
      </div>
      {error !== null && (
        <div className="mb-4 grid gap-2">
          <Fault error={error} />
          <Button onClick={() => void refetch()}>{texts.tryAgain}</Button>
        </div>
      )}
      <DishGrid>
        {dishes?.map((dish) => <DishCard key={dish.id} dish={dish} />) ?? (error === null && <EmptyCards count={6} />)}
      </DishGrid>
      {dishes?.length === 0 && !isPlaceholderData && (
        <div className="grid place-items-center gap-3 rounded-2xl border border-dashed border-line px-6 py-12 text-center">
          <p className="font-display text-xl font-semibold">{isAll ? texts.menuEmpty : texts.nothingFound}</p>
          <p className="text-soft">{isAll ? texts.menuEmptyHint : texts.nothingFoundHint}</p>
          <Button kind="primary" onClick={() => open('chat')}>
            {texts.chatLong}
          </Button>
        </div>
      )}
      {hasNextPage && (
        <Button className="mt-3" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}

/** A value once it has stayed the same for a while. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
