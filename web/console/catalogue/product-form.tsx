import { type ReactNode, useId } from 'react';
import { allergenName } from '../../shared/food-names.ts';
import { useLanguage } from '../../shared/language.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Field, TextArea } from '../../shared/ui/field.tsx';
import { useTexts } from '../texts.ts';
import { type AllergenState, codesOf, type Draft, STATES } from './draft.ts';
import { OptionsEditor } from './options-editor.tsx';

/** The fields of a product. @param children What is said about the last attempt to save. */
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
      <Allergens draft={draft} onChange={onChange} />
      {children}
      <Button kind="primary" type="submit" isBusy={isBusy}>
        {texts.save}
      </Button>
    </form>
  );
}

function Allergens({ draft, onChange }: { draft: Draft; onChange(draft: Draft): void }) {
  const texts = useTexts();
  const language = useLanguage();
  const id = useId();
  const containsAny = Object.values(draft.allergens).includes('contains');
  const isDeclared = draft.isDeclared || containsAny;
  return (
    <fieldset className="grid gap-3 rounded-xl border border-line p-4">
      <legend className="px-1 font-semibold">{texts.allergens}</legend>
      <label className="flex items-start gap-3">
        <input
          type="checkbox"
          checked={isDeclared}
          disabled={containsAny}
          onChange={({ target }) => onChange({ ...draft, isDeclared: target.checked })}
          className="mt-0.5 size-5 shrink-0 accent-brand"
        />
        <span>
          <span className="font-semibold">{texts.isDeclared}</span>
          <br />
          <span className="text-sm text-soft">{texts.isDeclaredHint}</span>
        </span>
      </label>
      <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {codesOf(draft).map((code) => (
          <div key={code} className="flex items-center justify-between gap-2">
            <label htmlFor={`${id}-${code}`}>{allergenName(code, language)}</label>
            <select
              id={`${id}-${code}`}
              value={draft.allergens[code] ?? ''}
              onChange={({ target }) => {
                const { [code]: _, ...others } = draft.allergens;
                const state = STATES.find((one) => one === target.value);
                onChange({ ...draft, allergens: state === undefined ? others : { ...others, [code]: state } });
              }}
              className={`min-h-11 w-36 shrink-0 rounded-xl border border-line px-2 ${LOOKS[draft.allergens[code] ?? 'none']}`}
            >
              <option value="">{isDeclared ? texts.notInIt : texts.notDeclared}</option>
              {STATES.map((state) => (
                <option key={state} value={state}>
                  {texts.allergenStates[state]}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

const LOOKS: Record<AllergenState | 'none', string> = {
  contains: 'bg-bad-soft font-semibold text-bad',
  may_contain: 'bg-warn-soft font-semibold text-warn',
  free_of: 'bg-leaf-soft font-semibold text-leaf',
  none: 'bg-card text-ink',
};
