import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { unwrap } from '../shared/client.ts';
import { useShop } from '../shared/shop/shop.tsx';
import { Button } from '../shared/ui/button.tsx';
import { Fault } from '../shared/ui/fault.tsx';
import { DishCard, DishGrid, EmptyCards } from './dish-card.tsx';
import { Results } from './results.tsx';
import { useTexts } from './texts.ts';

/** A script's scrolling does not keep to the style sheet's rule for those who want no motion. */
const scrolling = (): ScrollBehavior => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth');

/** A page of a section: two columns of six. */
const PAGE = 12;

/** A part of the menu. @property name Its category; null for the products without one. */
interface Part {
  name: string | null;
  products: number;
}

/** The parts of the menu: the categories, then the products that have none. */
function useParts(): { parts: Part[] | undefined; titleOf(part: Pick<Part, 'name'>): string } {
  const { shop } = useShop();
  const { texts } = useTexts();
  const parts = shop && [
    ...shop.categories,
    ...(shop.uncategorised > 0 ? [{ name: null, products: shop.uncategorised }] : []),
  ];
  return {
    parts,
    titleOf: ({ name }) => (name === null ? texts.other : name.charAt(0).toUpperCase() + name.slice(1)),
  };
}

const sectionId = (name: string | null): string => (name === null ? 'uncategorised' : `c-${encodeURIComponent(name)}`);

/** Links to the categories. The visible category is marked. */
export function CategoryNav() {
  const { parts, titleOf } = useParts();
  const { texts } = useTexts();
  const [current, setCurrent] = useState<string>();
  const nav = useRef<HTMLElement>(null);
  const ids = parts?.map(({ name }) => sectionId(name)).join(' ');
  useEffect(() => {
    if (ids === undefined) return;
    const look = (): void => {
      const reached = ids.split(' ').filter((id) => {
        const section = document.getElementById(id);
        return section !== null && section.getBoundingClientRect().top < 220;
      });
      setCurrent(reached.at(-1));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [ids]);
  useEffect(() => {
    if (current === undefined) return;
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (link !== null && link !== undefined && nav.current !== null)
      nav.current.scrollTo({ left: link.offsetLeft - 16, behavior: scrolling() });
  }, [current]);
  return (
    <nav
      ref={nav}
      aria-label={texts.categories}
      className="flex h-12 gap-1 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] lg:px-0"
    >
      {parts?.map(({ name }) => (
        <a
          key={sectionId(name)}
          href={`#${sectionId(name)}`}
          aria-current={current === sectionId(name) ? 'true' : undefined}
          onClick={(event) => {
            event.preventDefault();
            document.getElementById(sectionId(name))?.scrollIntoView({ behavior: scrolling() });
          }}
          className="flex shrink-0 items-center border-b-2 border-transparent px-3 font-medium text-soft hover:text-ink aria-[current]:border-brand aria-[current]:text-ink"
        >
          {titleOf({ name })}
        </a>
      ))}
    </nav>
  );
}

/** The whole menu by category. Each section reserves its space before it loads, so that nothing moves. */
export function Sections() {
  const { parts } = useParts();
  if (parts === undefined) return <Placeholder />;
  if (parts.length === 0) return <Results search="" />;
  return parts.map((part, index) => <Section key={sectionId(part.name)} part={part} isFirst={index < 2} />);
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

function Section({ part: { name, products: size }, isFirst }: { part: Part; isFirst: boolean }) {
  const { titleOf } = useParts();
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
              ...(name === null ? { categorised: 'false' as const } : { category: name }),
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
        {titleOf({ name })}
      </h2>
      {error !== null && (
        <div className="mb-4 grid gap-2">
          <Fault error={error} />
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
