import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { unwrap } from '../shared/client.ts';
import { sentenceOf } from '../shared/problem.ts';
import { Button } from '../shared/ui/button.tsx';
import { Notice } from '../shared/ui/notice.tsx';
import { DishCard, DishGrid, EmptyCards } from './dish-card.tsx';
import { Results } from './results.tsx';
import { useShop, useTexts } from './shop.tsx';

/** A page of a section: two columns of six. */
const PAGE = 12;
const sectionId = (name: string): string => `c-${encodeURIComponent(name)}`;
const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The way to each category. It marks the one that is being read. */
export function CategoryNav() {
  const { shop } = useShop();
  const { texts } = useTexts();
  const [current, setCurrent] = useState<string>();
  const nav = useRef<HTMLElement>(null);
  const names = shop?.categories.map(({ name }) => name).join('\n');
  useEffect(() => {
    if (names === undefined) return;
    const look = (): void => {
      const reached = names.split('\n').filter((name) => {
        const section = document.getElementById(sectionId(name));
        return section !== null && section.getBoundingClientRect().top < 220;
      });
      setCurrent(reached.at(-1));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [names]);
  useEffect(() => {
    if (current === undefined) return;
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (link !== null && link !== undefined && nav.current !== null)
      nav.current.scrollTo({ left: link.offsetLeft - 16, behavior: 'smooth' });
  }, [current]);
  return (
    <nav
      ref={nav}
      aria-label={texts.categories}
      className="flex h-12 gap-1 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] lg:px-0"
    >
      {shop?.categories.map(({ name }) => (
        <a
          key={name}
          href={`#${sectionId(name)}`}
          aria-current={current === name ? 'true' : undefined}
          onClick={(event) => {
            event.preventDefault();
            document.getElementById(sectionId(name))?.scrollIntoView({ behavior: 'smooth' });
          }}
          className="flex shrink-0 items-center border-b-2 border-transparent px-3 font-medium text-soft hover:text-ink aria-[current]:border-brand aria-[current]:text-ink"
        >
          {title(name)}
        </a>
      ))}
    </nav>
  );
}

/** The whole menu, by category. Each section takes its room before it is loaded, so that nothing moves. */
export function Sections() {
  const { shop } = useShop();
  if (shop === undefined) return <Placeholder />;
  if (shop.categories.length === 0) return <Results search="" />;
  return shop.categories.map(({ name, products }, index) => (
    <Section key={name} name={name} size={products} isFirst={index < 2} />
  ));
}

function Placeholder() {
  return (
    <section aria-hidden="true" className="px-4 pt-8 lg:px-0">
      <div className="mb-4 h-8" />
      <DishGrid>
        <EmptyCards count={6} />
      </DishGrid>
    </section>
  );
}

function Section({ name, size, isFirst }: { name: string; size: number; isFirst: boolean }) {
  const { slug, client } = useShop();
  const { texts } = useTexts();
  const [isNear, setNear] = useState(isFirst);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isNear || section.current === null) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: '800px',
    });
    observer.observe(section.current);
    return () => observer.disconnect();
  }, [isNear]);
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['products', slug, 'category', name],
    enabled: isNear,
    initialPageParam: '',
    queryFn: async ({ pageParam }) =>
      await unwrap(
        client.api.GET('/v1/products', {
          params: {
            query: {
              category: name,
              sort: 'name',
              limit: PAGE,
              ...(pageParam === '' ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  const dishes = data?.pages.flatMap((page) => page.data);
  return (
    <section
      ref={section}
      id={sectionId(name)}
      aria-labelledby={`${sectionId(name)}-title`}
      className="scroll-mt-28 px-4 pt-8 lg:px-0"
    >
      <h2 id={`${sectionId(name)}-title`} className="mb-4 font-display text-2xl font-semibold">
        {title(name)}
      </h2>
      {error !== null && (
        <div className="mb-4 grid gap-2">
          <Notice kind="bad">{sentenceOf(error, texts.offline)}</Notice>
          <Button onClick={() => void refetch()}>{texts.tryAgain}</Button>
        </div>
      )}
      <DishGrid>
        {dishes?.map((dish) => <DishCard key={dish.id} dish={dish} />) ?? <EmptyCards count={Math.min(size, PAGE)} />}
      </DishGrid>
      {(hasNextPage || (dishes === undefined && size > PAGE)) && (
        <Button className="mt-3" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}
