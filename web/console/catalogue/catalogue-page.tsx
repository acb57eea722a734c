import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useSearchParams } from 'wouter';
import { type Product, unwrap } from '../../shared/client.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { ListPage } from '../ui/listing.tsx';
import { AddProduct } from './add-product.tsx';
import { EditProduct } from './edit-product.tsx';
import { ImportProducts, RunningImport } from './import-products.tsx';

/** The shop's products. The search text is in the address, and products are changed in place. */
export function CataloguePage() {
  const { isManager } = useConsole();
  const texts = useTexts();
  const queries = useQueryClient();
  const [address] = useSearchParams();
  const [words, setWords] = useState(address.get('search') ?? '');
  const [isUndeclaredOnly, setUndeclaredOnly] = useState(false);
  const [sheet, setSheet] = useState<'add' | 'import'>();
  const search = useDeferredValue(words.trim());
  const filter = {
    ...(search === '' ? { sort: 'name' as const } : { search }),
    ...(isUndeclaredOnly ? { allergens: 'undeclared' as const } : {}),
  };
  const reload = (): void => void queries.invalidateQueries({ queryKey: ['products'] });
  return (
    <ListPage
      title={texts.catalogue}
      of={['products', search, isUndeclaredOnly]}
      read={async (query) => unwrap(api.GET('/v1/products', { params: { query: { ...query, ...filter } } }))}
      empty={texts.nothingFound}
      above={
        <>
          <div className="flex flex-wrap items-end gap-3">
            <div className="min-w-0 flex-1 basis-60">
              <Field
                label={texts.search}
                type="search"
                value={words}
                maxLength={200}
                onChange={({ target }) => setWords(target.value)}
              />
            </div>
            <Button aria-pressed={isUndeclaredOnly} onClick={() => setUndeclaredOnly(!isUndeclaredOnly)}>
              {isUndeclaredOnly ? texts.showAll : texts.undeclaredOnly}
            </Button>
            {isManager && <Button onClick={() => setSheet('import')}>{texts.importProducts}</Button>}
            {isManager && (
              <Button kind="primary" onClick={() => setSheet('add')}>
                {texts.addProduct}
              </Button>
            )}
          </div>
          {!isManager && <Notice kind="info">{texts.readOnly}</Notice>}
          {isManager && sheet !== 'import' && <RunningImport />}
        </>
      }
      below={
        <>
          {sheet === 'add' && <AddProduct onAdded={reload} onClose={() => setSheet(undefined)} />}
          {sheet === 'import' && <ImportProducts onClose={() => setSheet(undefined)} />}
        </>
      }
    >
      {(product) => <Row product={product} onSaved={reload} />}
    </ListPage>
  );
}

function Row({ product, onSaved }: { product: Product; onSaved(): void }) {
  const { isManager, format } = useConsole();
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <article aria-label={product.name} className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="text-lg font-semibold break-words">{product.name}</h2>
          <p className="text-sm break-words text-soft">
            {[product.sku, product.category].filter((part) => part !== null).join(' · ')}
          </p>
        </div>
        <p className="font-semibold tabular-nums">{format.money(product.price.amount, product.price.currency)}</p>
        <p className={product.stock === 0 ? 'font-semibold text-bad' : 'text-soft'}>{texts.inStock(product.stock)}</p>
        {product.allergens === null && <p className="font-semibold text-warn">{texts.undeclaredOnly}</p>}
        {isManager && <Availability product={product} onSaved={onSaved} />}
        {!isManager && !product.is_active && <p className="font-semibold text-bad">{texts.notOffered}</p>}
        {isManager && (
          <Button
            aria-expanded={isOpen}
            aria-label={isOpen ? `${texts.close} ${product.name}` : texts.editProduct(product.name)}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? texts.close : texts.edit}
          </Button>
        )}
      </div>
      {isOpen && <EditProduct product={product} onSaved={onSaved} />}
    </article>
  );
}

/** The changes of a busy evening, one tap each. */
function Availability({ product, onSaved }: { product: Product; onSaved(): void }) {
  const texts = useTexts();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () =>
      await unwrap(
        api.PATCH('/v1/products/{id}', {
          params: { path: { id: product.id } },
          body: { is_active: !product.is_active },
        }),
      ),
    onSuccess: onSaved,
  });
  return (
    <>
      <Button
        role="switch"
        aria-checked={product.is_active}
        aria-label={texts.offers(product.name)}
        isBusy={isPending}
        onClick={() => mutate()}
        className={product.is_active ? 'text-leaf' : 'text-bad'}
      >
        {product.is_active ? texts.offered : texts.notOffered}
      </Button>
      <Fault error={error} />
    </>
  );
}
