import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Product, RaglineError, unwrap } from '../../shared/client.ts';
import { announce } from '../../shared/ui/announcer.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { api } from '../client.ts';
import { useTexts } from '../texts.ts';
import { changeOf, type DraftField, draftOf, rebase } from './draft.ts';
import { ProductForm } from './product-form.tsx';
import { ProductPicture } from './product-picture.tsx';

/** Saves only the fields that the person changed, unless another user has saved the product meanwhile. */
export function EditProduct({ product, onSaved }: { product: Product; onSaved(product: Product): void }) {
  const texts = useTexts();
  /** The version that the form began with; a list that is loaded again does not change it. */
  const [base, setBase] = useState(product);
  const [draft, setDraft] = useState(() => draftOf(product));
  /** After a conflict: the fields that both changed. */
  const [conflicts, setConflicts] = useState<DraftField[]>();
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const body = changeOf(draft, base);
      if (Object.keys(body).length === 0) return base;
      const params = { path: { id: base.id }, header: { 'if-match': `"v${base.version}"` } };
      return await unwrap(api.PATCH('/v1/products/{id}', { params, body }));
    },
    onSuccess: (saved) => {
      setBase(saved);
      setDraft(draftOf(saved));
      setConflicts(undefined);
      announce(texts.saved);
      onSaved(saved);
    },
    onError: async (failure) => {
      if (!(failure instanceof RaglineError) || failure.code !== 'precondition_failed') return;
      const theirs = await unwrap(api.GET('/v1/products/{id}', { params: { path: { id: base.id } } }));
      const rebased = rebase(draft, draftOf(base), draftOf(theirs));
      setBase(theirs);
      setDraft(rebased.draft);
      setConflicts(rebased.conflicts);
    },
  });
  const theirs = draftOf(base);
  const isConflict = error instanceof RaglineError && error.code === 'precondition_failed';
  return (
    <>
      <ProductForm
        draft={draft}
        currency={base.price.currency}
        isBusy={isPending}
        onChange={setDraft}
        onSave={() => mutate()}
      >
        {error !== null && !isConflict && <Fault error={error} />}
        {conflicts !== undefined && (
          <Notice kind="bad">
            <p className="font-semibold">{texts.conflict}</p>
            <ul>
              {conflicts.map((field) => (
                <li key={field}>
                  {typeof theirs[field] === 'string'
                    ? texts.theirValue(texts.fields[field], String(theirs[field]))
                    : texts.theyChanged(texts.fields[field])}
                </li>
              ))}
            </ul>
          </Notice>
        )}
      </ProductForm>
      <ProductPicture
        product={base}
        onSaved={(saved) => {
          // The draft stays: what was typed is not saved yet.
          setBase(saved);
          onSaved(saved);
        }}
      />
    </>
  );
}
