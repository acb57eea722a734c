import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { useTexts } from '../texts.ts';
import { Page } from './page.tsx';

const PAGE_SIZE = 50;
const AGAIN_MS = 2_000;

interface ListingProps<Item> {
  /** The key of the query: changes of its first part load the list again. */
  of: readonly [string, ...unknown[]];
  read(query: { limit: number; cursor?: string }): Promise<{ data: Item[]; next_cursor: string | null }>;
  /** The text of an empty list. */
  empty: string;
  /** True if an item will change without an action of a person, so that the list must be read again. */
  isChanging?: (item: Item) => boolean;
  children(item: Item): ReactNode;
}

/**
 * A paged list of the API, with texts for loading, failure and no items. The last list stays while another filter
 * loads.
 */
export function Listing<Item extends { id: string }>({
  of,
  read,
  empty,
  isChanging = () => false,
  children,
}: ListingProps<Item>) {
  const texts = useTexts();
  const { data, error, hasNextPage, fetchNextPage, isFetching, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: of,
    queryFn: async ({ pageParam }) =>
      await read({ limit: PAGE_SIZE, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: (shown) => shown,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ data }) => data.some(isChanging)) ? AGAIN_MS : false),
  });
  if (data === undefined) {
    if (error === null) return <p className="text-soft">{texts.loading}</p>;
    return (
      <div className="grid justify-items-start gap-2">
        <Fault error={error} />
        <Button isBusy={isFetching} onClick={() => void refetch()}>
          {texts.tryAgain}
        </Button>
      </div>
    );
  }
  const items = data.pages.flatMap((page) => page.data);
  if (items.length === 0) return <p className="text-soft">{empty}</p>;
  return (
    <>
      <ul className="grid gap-2">
        {items.map((item) => (
          <li key={item.id} className="grid gap-3 rounded-2xl border border-line bg-card p-4">
            {children(item)}
          </li>
        ))}
      </ul>
      <Fault error={error} />
      {hasNextPage && (
        <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </>
  );
}

/** A page that is a list. @param above What adds to it, or filters it. */
export const ListPage = <Item extends { id: string }>({
  title,
  above,
  below,
  ...listing
}: ListingProps<Item> & { title: string; above?: ReactNode; below?: ReactNode }) => (
  <Page title={title}>
    {above}
    <Listing {...listing} />
    {below}
  </Page>
);
