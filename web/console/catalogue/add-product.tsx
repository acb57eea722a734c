import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { announce } from '../../shared/ui/announcer.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { Sheet } from '../../shared/ui/sheet.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { CurrencyChoice } from '../ui/currency-choice.tsx';
import { EMPTY_DRAFT, productOf } from './draft.ts';
import { ProductForm } from './product-form.tsx';

export function AddProduct({ onAdded, onClose }: { onAdded(): void; onClose(): void }) {
  const texts = useTexts();
  const { currency } = useConsole();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => await unwrap(api.POST('/v1/products', { body: productOf(draft, currency) })),
    onSuccess: () => {
      announce(texts.saved);
      onAdded();
      onClose();
    },
  });
  return (
    <Sheet title={texts.addProduct} closeLabel={texts.close} onClose={onClose}>
      <div className="grid gap-4 p-5">
        <CurrencyChoice />
        <ProductForm draft={draft} currency={currency} isBusy={isPending} onChange={setDraft} onSave={() => mutate()}>
          <Fault error={error} />
        </ProductForm>
      </div>
    </Sheet>
  );
}
