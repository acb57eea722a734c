import type { components } from '@ragline/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { unwrap } from '../client.ts';
import { allergenName, dietName, MAIN_ALLERGENS, MAIN_DIETS } from '../food-names.ts';
import { useShop, useShopTexts } from '../shop/shop.tsx';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { Fault } from '../ui/fault.tsx';
import { ShieldIcon } from '../ui/icons.tsx';
import { Sheet } from '../ui/sheet.tsx';

export type Restrictions = components['schemas']['Restrictions'];

const NONE: Restrictions = { exclude_allergens: [], unconfirmed: [], diets: [], not_understood: [] };

/**
 * Shows the restrictions that the conversation remembers, and lets the person change them.
 * @param latest The restrictions in its newest answer; @param isKnown whether the server has the conversation.
 */
export function Minded({ id, latest, isKnown }: { id: string; latest: Restrictions | undefined; isKnown: boolean }) {
  const { client } = useShop();
  const { texts, language } = useShopTexts();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const queryKey = ['restrictions', id];
  const { data } = useQuery({
    queryKey,
    enabled: isKnown,
    queryFn: async () =>
      await unwrap(client.api.GET('/v1/chat/{id}/restrictions', { params: { path: { id } } })).catch(() => NONE),
  });
  useEffect(() => {
    if (latest !== undefined) queries.setQueryData(['restrictions', id], latest);
  }, [queries, id, latest]);
  const minded = data ?? NONE;
  const names = [
    ...minded.diets.map((code) => dietName(code, language)),
    ...[...minded.exclude_allergens, ...(minded.unconfirmed ?? [])].map(
      (code) => `${texts.no} ${allergenName(code, language)}`,
    ),
    ...[...(minded.foods ?? []), ...(minded.harmful ?? [])].map((food) => `${texts.no} ${food}`),
  ];
  return (
    <div className="border-b border-line bg-leaf-soft px-4 py-2 text-sm text-leaf">
      <div className="flex items-center gap-2">
        <ShieldIcon />
        <p className="min-w-0 flex-1" data-testid="minded">
          {names.length === 0 ? texts.mindNothing : `${texts.minded}: ${names.join(', ')}`}
        </p>
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="min-h-9 rounded-lg px-2 font-semibold underline underline-offset-4"
        >
          {texts.change}
        </button>
      </div>
      {minded.not_understood.length > 0 && (
        <p className="mt-1 font-semibold text-bad">{texts.notUnderstood(minded.not_understood.join(', '))}</p>
      )}
      {isOpen && (
        <ChangeMinded
          id={id}
          minded={minded}
          onClose={() => setOpen(false)}
          onChanged={(changed) => queries.setQueryData(queryKey, changed)}
        />
      )}
    </div>
  );
}

function ChangeMinded({
  id,
  minded,
  onClose,
  onChanged,
}: {
  id: string;
  minded: Restrictions;
  onClose(): void;
  onChanged(minded: Restrictions): void;
}) {
  const { client } = useShop();
  const { texts, language } = useShopTexts();
  const [diets, setDiets] = useState(minded.diets);
  const [without, setWithout] = useState([...minded.exclude_allergens, ...(minded.unconfirmed ?? [])]);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () =>
      await unwrap(
        client.api.PUT('/v1/chat/{id}/restrictions', {
          params: { path: { id } },
          // A choice here settles what was not understood. No chip exists for a food.
          body: { diets, exclude_allergens: without, foods: minded.foods ?? [], harmful: minded.harmful ?? [] },
        }),
      ),
    onSuccess: (changed) => {
      onChanged(changed);
      onClose();
    },
  });
  const all = <T extends string>(main: readonly T[], chosen: readonly T[]): T[] => [...new Set([...main, ...chosen])];
  return (
    <Sheet
      title={texts.minded}
      closeLabel={texts.close}
      onClose={onClose}
      footer={
        <div className="flex justify-end">
          <Button kind="primary" isBusy={isPending} onClick={() => mutate()}>
            {texts.save}
          </Button>
        </div>
      }
    >
      <div className="grid gap-5 p-5">
        <Fault error={error} />
        <h3 className="text-lg font-semibold">{texts.diets}</h3>
        <Chips
          label={texts.diets}
          codes={all(MAIN_DIETS, minded.diets)}
          chosen={diets}
          nameOf={(code) => dietName(code, language)}
          onChange={setDiets}
        />
        <h3 className="text-lg font-semibold">{texts.without}</h3>
        <Chips
          label={texts.without}
          codes={all(MAIN_ALLERGENS, minded.exclude_allergens)}
          chosen={without}
          nameOf={(code) => allergenName(code, language)}
          onChange={setWithout}
        />
      </div>
    </Sheet>
  );
}
