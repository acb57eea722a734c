import type { ReactNode } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { Field, TextArea } from '../../shared/ui/field.tsx';
import { useTexts } from '../texts.ts';
import { DeclarationEditor } from './declaration-editor.tsx';
import type { Draft } from './draft.ts';
import { OptionsEditor } from './options-editor.tsx';

/** The fields of a product. @param children The message about the last attempt to save. */
export function ProductForm({
  draft,
  currency,
  isBusy,
  onChange,
  onSave,
  children,
}: {
  draft: Draft;
  currency: string;
  isBusy: boolean;
  onChange(draft: Draft): void;
  onSave(): void;
  children: ReactNode;
}) {
  const texts = useTexts();
  const text = (name: 'sku' | 'name' | 'category' | 'price' | 'stock') => ({
    name,
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => onChange({ ...draft, [name]: target.value }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
      className="grid gap-4"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={texts.productName} {...text('name')} required maxLength={200} />
        <Field label={texts.sku} {...text('sku')} required maxLength={64} />
        <Field
          label={texts.price(currency)}
          {...text('price')}
          required
          inputMode="decimal"
          pattern="\d{1,9}([.,]\d*)?"
        />
        <Field label={texts.stock} hint={texts.stockHint} {...text('stock')} inputMode="numeric" pattern="\d*" />
        <Field label={texts.category} {...text('category')} maxLength={80} />
        <label className="flex min-h-11 items-center gap-3 self-end font-semibold">
          <input
            type="checkbox"
            checked={draft.isActive}
            onChange={({ target }) => onChange({ ...draft, isActive: target.checked })}
            className="size-5 accent-brand"
          />
          {texts.isOffered}
        </label>
      </div>
      <TextArea
        label={texts.description}
        value={draft.description}
        maxLength={5000}
        onChange={({ target }) => onChange({ ...draft, description: target.value })}
      />
      <OptionsEditor
        groups={draft.options}
        currency={currency}
        onChange={(options) => onChange({ ...draft, options })}
      />
      <fieldset className="rounded-xl border border-line p-4">
        <legend className="px-1 font-semibold">{texts.dietsAndAllergens}</legend>
        <DeclarationEditor declaration={draft} onChange={(declaration) => onChange({ ...draft, ...declaration })} />
      </fieldset>
      {children}
      <Button kind="primary" type="submit" isBusy={isBusy}>
        {texts.save}
      </Button>
    </form>
  );
}
