import { useQuery } from '@tanstack/react-query';
import { Route, Switch } from 'wouter';
import { clientOf, unwrap } from '../shared/client.ts';
import { createFormat, localeOf } from '../shared/format.ts';
import { useTexts } from '../shared/language.ts';
import { sentenceOf } from '../shared/problem.ts';
import { Notice } from '../shared/ui/notice.tsx';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';

export function App() {
  const texts = useTexts({ en, de });
  return (
    <Switch>
      <Route path="/s/:slug/*?">{({ slug }) => <Menu slug={slug} />}</Route>
      <Route>
        <p className="p-8">{texts.noShopNamed}</p>
      </Route>
    </Switch>
  );
}

function Menu({ slug }: { slug: string }) {
  const texts = useTexts({ en, de });
  const { data, error } = useQuery({
    queryKey: ['shop', slug],
    queryFn: async () => {
      const client = clientOf(slug);
      const [shop, products] = await Promise.all([
        unwrap(client.api.GET('/v1/shops/{slug}', { params: { path: { slug } } })),
        unwrap(client.api.GET('/v1/products', { params: { query: { limit: 100 } } })),
      ]);
      return { shop, products: products.data };
    },
  });
  if (error !== null) return <Notice kind="bad">{sentenceOf(error, texts.offline)}</Notice>;
  if (data === undefined) return <p className="p-8">{texts.loading}</p>;
  const format = createFormat(localeOf(data.shop.language));
  return (
    <main className="mx-auto max-w-3xl p-4">
      <h1 className="font-display text-4xl">{data.shop.name}</h1>
      <ul>
        {data.products.map((product) => (
          <li key={product.id} className="flex justify-between border-b border-line py-3">
            <span>{product.name}</span>
            <span>{format.money(product.price.amount, product.price.currency)}</span>
          </li>
        ))}
      </ul>
    </main>
  );
}
