import type { Product } from '../shared/client.ts';
import { allergenName, dietName } from '../shared/food-names.ts';
import { ShieldIcon, WarnIcon } from '../shared/ui/icons.tsx';
import { useTexts } from './texts.ts';

type Declaration = Pick<Product, 'allergens' | 'may_contain' | 'free_of'>;

/** The shop's declarations of a dish. A dish without any says so. */
export function Declared({ allergens, may_contain, free_of, dietary }: Declaration & Pick<Product, 'dietary'>) {
  const { texts, language } = useTexts();
  const named = (codes: readonly string[]): string => codes.map((code) => allergenName(code, language)).join(', ');
  return (
    <div className="grid gap-2 text-sm">
      {dietary.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {dietary.map((code) => (
            <li key={code} className="rounded-full bg-leaf-soft px-2.5 py-0.5 font-medium text-leaf">
              {dietName(code, language)}
            </li>
          ))}
        </ul>
      )}
      {allergens === null ? (
        <p className="flex gap-2 rounded-xl bg-warn-soft p-3 text-warn">
          <WarnIcon />
          {texts.notDeclared}
        </p>
      ) : (
        <div className="flex gap-2 rounded-xl bg-sunk p-3">
          <ShieldIcon className="size-5 text-soft" />
          <div className="grid gap-1">
            <p>
              {allergens.length === 0 ? (
                texts.noAllergens
              ) : (
                <>
                  <span className="font-semibold">{texts.contains}:</span> {named(allergens)}
                </>
              )}
            </p>
            {may_contain.length > 0 && (
              <p>
                <span className="font-semibold">{texts.mayContain}:</span> {named(may_contain)}
              </p>
            )}
            {free_of.length > 0 && (
              <p>
                <span className="font-semibold">{texts.freeOf}:</span> {named(free_of)}
              </p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

/** A short text of what an option adds; empty when it adds nothing. */
export function useDeclaredBriefly(): (option: Declaration) => string {
  const { texts, language } = useTexts();
  return ({ allergens, may_contain }) => {
    if (allergens === null) return texts.optionNotDeclared;
    const named = (codes: readonly string[]): string => codes.map((code) => allergenName(code, language)).join(', ');
    return [
      ...(allergens.length > 0 ? [`${texts.contains} ${named(allergens)}`] : []),
      ...(may_contain.length > 0 ? [`${texts.mayContain} ${named(may_contain)}`] : []),
    ].join('; ');
  };
}
