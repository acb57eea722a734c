import { allergenName, dietName, MAIN_ALLERGENS, MAIN_DIETS } from '../shared/food-names.ts';
import { Button } from '../shared/ui/button.tsx';
import { Chips } from '../shared/ui/chips.tsx';
import { Sheet } from '../shared/ui/sheet.tsx';
import { useTexts } from './texts.ts';
import { usePanel } from './use-panel.ts';
import { countWishes, NO_WISHES, useWishes } from './wishes.ts';

/** Diets and allergens that the menu and the basket mind. */
export function FilterSheet() {
  const { texts, language } = useTexts();
  const { close } = usePanel();
  const [wishes, setWishes] = useWishes();
  return (
    <Sheet
      title={texts.filters}
      closeLabel={texts.close}
      onClose={close}
      footer={
        <div className="flex justify-between gap-3">
          <Button kind="quiet" disabled={countWishes(wishes) === 0} onClick={() => setWishes(NO_WISHES)}>
            {texts.clearFilters}
          </Button>
          <Button kind="primary" onClick={close}>
            {texts.showDishes}
          </Button>
        </div>
      }
    >
      <div className="grid gap-8 p-5">
        <div className="grid gap-3">
          <div>
            <h3 className="text-lg font-semibold">{texts.diets}</h3>
            <p className="text-sm text-soft">{texts.dietsHint}</p>
          </div>
          <Chips
            label={texts.diets}
            codes={MAIN_DIETS}
            chosen={wishes.diets}
            nameOf={(code) => dietName(code, language)}
            onChange={(diets) => setWishes({ ...wishes, diets })}
          />
        </div>
        <div className="grid gap-3">
          <div>
            <h3 className="text-lg font-semibold">{texts.without}</h3>
            <p className="text-sm text-soft">{texts.withoutHint}</p>
          </div>
          <Chips
            label={texts.without}
            codes={MAIN_ALLERGENS}
            chosen={wishes.without}
            nameOf={(code) => allergenName(code, language)}
            onChange={(without) => setWishes({ ...wishes, without })}
          />
        </div>
      </div>
    </Sheet>
  );
}
