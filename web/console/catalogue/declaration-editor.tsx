import { useId, useState } from 'react';
import { ALLERGEN_CODES, type AllergenCode, allergenName, dietName } from '../../shared/food-names.ts';
import { useLanguage } from '../../shared/language.ts';
import { Chips } from '../../shared/ui/chips.tsx';
import { Select } from '../../shared/ui/field.tsx';
import { useTexts } from '../texts.ts';
import {
  type AllergenState,
  codesOf,
  type Declaration,
  dietsOf,
  impliedState,
  STATES,
  withAllergen,
  withdrawn,
} from './declaration.ts';

/** The diets and allergens of a product or an option. */
export function DeclarationEditor({
  declaration,
  onChange,
}: {
  declaration: Declaration;
  onChange(declaration: Declaration): void;
}) {
  const texts = useTexts();
  const language = useLanguage();
  // Removed diets stay in the list, so that they can be chosen again.
  const [diets] = useState(() => dietsOf(declaration.diets));
  const [kept] = useState(() => codesOf(declaration));
  const { isDeclared } = declaration;
  const shown = [...new Set([...kept, ...codesOf(declaration)])];
  const others = ALLERGEN_CODES.filter((code) => !shown.includes(code));
  return (
    <div className="grid gap-3">
      <p className="font-semibold">{texts.diets}</p>
      <Chips
        label={texts.diets}
        codes={diets}
        chosen={declaration.diets}
        nameOf={(code) => dietName(code, language)}
        onChange={(chosen) => onChange({ ...declaration, diets: chosen })}
      />
      <label className="mt-2 flex items-start gap-3">
        <input
          type="checkbox"
          checked={isDeclared}
          onChange={({ target }) =>
            onChange(target.checked ? { ...declaration, isDeclared: true } : withdrawn(declaration))
          }
          className="mt-0.5 size-5 shrink-0 accent-brand"
        />
        <span>
          <span className="font-semibold">{texts.isDeclared}</span>
          <br />
          <span className="text-sm text-soft">{texts.isDeclaredHint}</span>
        </span>
      </label>
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
        {shown.map((code) => (
          <Allergen key={code} code={code} declaration={declaration} onChange={onChange} />
        ))}
      </div>
      <Select
        label={texts.nameExactly}
        hint={texts.nameExactlyHint}
        value=""
        options={[['', '…'] as const, ...others.map((code) => [code, allergenName(code, language)] as const)]}
        onChange={(code) => {
          if (code !== '') onChange(withAllergen(declaration, code, 'contains'));
        }}
      />
    </div>
  );
}

/** The row of an allergen. Without a value of its own it shows the value that follows from other rows. */
function Allergen({
  code,
  declaration,
  onChange,
}: {
  code: AllergenCode;
  declaration: Declaration;
  onChange(declaration: Declaration): void;
}) {
  const texts = useTexts();
  const language = useLanguage();
  const id = useId();
  const { isDeclared, allergens } = declaration;
  const implied = impliedState(declaration, code);
  const look = LOOKS[allergens[code] ?? implied?.state ?? 'none'];
  const nothing = isDeclared ? texts.notInIt : texts.notDeclared;
  return (
    <div className="flex items-center justify-between gap-2">
      <label htmlFor={id} className="min-w-0 break-words hyphens-auto">
        {allergenName(code, language)}
      </label>
      <select
        id={id}
        value={allergens[code] ?? ''}
        onChange={({ target }) => {
          const state = STATES.find((one) => one === target.value);
          onChange(withAllergen(declaration, code, state));
        }}
        className={`min-h-11 w-40 shrink-0 rounded-xl border border-line px-2 ${look}`}
      >
        <option value="">
          {implied === undefined
            ? nothing
            : texts.impliedBy(
                texts.allergenStates[implied.state],
                implied.by.map((one) => allergenName(one, language)).join(', '),
              )}
        </option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {texts.allergenStates[state]}
          </option>
        ))}
      </select>
    </div>
  );
}

const LOOKS: Record<AllergenState | 'none', string> = {
  contains: 'bg-bad-soft font-semibold text-bad',
  may_contain: 'bg-warn-soft font-semibold text-warn',
  free_of: 'bg-leaf-soft font-semibold text-leaf',
  none: 'bg-card text-ink',
};
