import { useInfiniteQuery } from '@tanstack/react-query';

interface ListPage<Item> {
  data: Item[];
  next_cursor: string | null;
}

const AGAIN_MS = 2_000;

/**
 * A list of the API, page by page.
 * @param read Reads the page behind a cursor; the first has none.
 * @param isChanging Whether an item is about to change without anybody's doing: then the list is read again.
 */
export function useList<Item>(
  queryKey: readonly unknown[],
  read: (cursor?: string) => Promise<ListPage<Item>>,
  isChanging: (item: Item) => boolean = () => false,
) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam }) => await (pageParam === '' ? read() : read(pageParam)),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ data }) => data.some(isChanging)) ? AGAIN_MS : false),
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
