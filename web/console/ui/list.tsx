import type { ReactNode } from 'react';
import { sentenceOf } from '../../shared/problem.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useTexts } from '../texts.ts';
import type { useList } from '../use-list.ts';

/** A list with what it says while it loads, when it fails and when it is empty. */
export function List<Item extends { id: string }>({
  list: { items, error, isLoadingMore, loadMore },
  empty,
  children,
}: {
  list: Pick<ReturnType<typeof useList<Item>>, 'items' | 'error' | 'isLoadingMore' | 'loadMore'>;
  empty: string;
  children(item: Item): ReactNode;
}) {
  const texts = useTexts();
  if (error !== null) return <Notice kind="bad">{sentenceOf(error, texts.offline)}</Notice>;
  if (items === undefined) return <p className="text-soft">{texts.loading}</p>;
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
      {loadMore !== undefined && (
        <Button isBusy={isLoadingMore} onClick={loadMore}>
          {texts.more}
        </Button>
      )}
    </>
  );
}
