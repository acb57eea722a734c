import { Button } from '../../shared/ui/button.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { useTexts } from '../texts.ts';
import { DeclarationEditor } from './declaration-editor.tsx';
import { type DraftGroup, newGroup, newOption } from './options.ts';

/** The option groups of a product, and what each option adds to the price. */
export function OptionsEditor({
  groups,
  currency,
  onChange,
}: {
  groups: DraftGroup[];
  currency: string;
  onChange(groups: DraftGroup[]): void;
}) {
  const texts = useTexts();
  const set = (index: number, change: Partial<DraftGroup>): void =>
    onChange(groups.map((group, at) => (at === index ? { ...group, ...change } : group)));
  return (
    <fieldset className="grid gap-4 rounded-xl border border-line p-4">
      <legend className="px-1 font-semibold">{texts.options}</legend>
      {groups.map((group, index) => (
        <section key={group.id} aria-label={group.name || texts.optionGroup} className="grid gap-3">
          <div className="grid grid-cols-2 items-end gap-3 sm:grid-cols-[1fr_6rem_6rem_auto]">
            <Field
              label={texts.optionGroup}
              value={group.name}
              required
              maxLength={80}
              onChange={({ target }) => set(index, { name: target.value })}
            />
            <Field
              label={texts.atLeast}
              value={group.min}
              required
              inputMode="numeric"
              pattern="\d{1,2}"
              onChange={({ target }) => set(index, { min: target.value })}
            />
            <Field
              label={texts.atMost}
              value={group.max}
              required
              inputMode="numeric"
              pattern="\d{1,2}"
              onChange={({ target }) => set(index, { max: target.value })}
            />
            <Button kind="danger" onClick={() => onChange(groups.filter((_, at) => at !== index))}>
              {texts.removeGroup}
            </Button>
          </div>
          <Options group={group} currency={currency} onChange={(options) => set(index, { options })} />
        </section>
      ))}
      <div>
        <Button onClick={() => onChange([...groups, newGroup()])}>{texts.addGroup}</Button>
      </div>
    </fieldset>
  );
}

function Options({
  group: { options },
  currency,
  onChange,
}: {
  group: DraftGroup;
  currency: string;
  onChange(options: DraftGroup['options']): void;
}) {
  const texts = useTexts();
  return (
    <div className="grid gap-2 border-l-4 border-line pl-3">
      {options.map((option, index) => {
        const set = (change: Partial<typeof option>): void =>
          onChange(options.map((one, at) => (at === index ? { ...one, ...change } : one)));
        return (
          <div key={option.id} className="grid grid-cols-2 items-end gap-3 sm:grid-cols-[1fr_8rem_auto]">
            <Field
              label={texts.option}
              value={option.name}
              required
              maxLength={80}
              onChange={({ target }) => set({ name: target.value })}
            />
            <Field
              label={texts.adds(currency)}
              value={option.price}
              required
              inputMode="decimal"
              pattern="-?\d{1,9}([.,]\d*)?"
              onChange={({ target }) => set({ price: target.value })}
            />
            <Button
              aria-label={texts.deleteNamed(option.name)}
              disabled={options.length === 1}
              onClick={() => onChange(options.filter((_, at) => at !== index))}
            >
              {texts.delete}
            </Button>
            <details className="col-span-full rounded-xl bg-sunk px-4 py-2">
              <summary className="py-1 font-semibold">
                {texts.dietsAndAllergens}
                {!option.isDeclared && <span className="font-medium text-warn"> · {texts.undeclaredOnly}</span>}
              </summary>
              <div className="py-3">
                <DeclarationEditor declaration={option} onChange={set} />
              </div>
            </details>
          </div>
        );
      })}
      <div>
        <Button onClick={() => onChange([...options, newOption()])}>{texts.addOption}</Button>
      </div>
    </div>
  );
}
