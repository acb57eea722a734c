import { useInfiniteQuery } from '@tanstack/react-query';

interface ListPage<Item> {
  data: Item[];
  next_cursor: string | null;
}

/** A list of the API, page by page. @param read Reads the page behind a cursor; the first has none. */
export function useList<Item>(queryKey: readonly unknown[], read: (cursor?: string) => Promise<ListPage<Item>>) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam }) => await (pageParam === '' ? read() : read(pageParam)),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
  return {
    items: data?.pages.flatMap((page) => page.data),
    error,
    isLoadingMore: isFetchingNextPage,
    loadMore: hasNextPage ? () => void fetchNextPage() : undefined,
  };
}

/** The query of a page behind a cursor. */
export const after = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });
