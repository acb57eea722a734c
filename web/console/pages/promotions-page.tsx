import type { components } from '@ragline/client';
import { useState } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Field, Select } from '../../shared/ui/field.tsx';
import { toMinor } from '../catalogue/amounts.ts';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { CurrencyChoice } from '../ui/currency-choice.tsx';
import { ListPage } from '../ui/listing.tsx';
import { Section } from '../ui/section.tsx';

type Promotion = components['schemas']['Promotion'];
const KINDS = ['percentage', 'fixed', 'buy_x_get_y'] as const satisfies Promotion['kind'][];

/** Discounts: made, ended, and how often they were used. */
export function PromotionsPage() {
  const texts = useTexts();
  const { isManager } = useConsole();
  return (
    <ListPage
      title={texts.promotions}
      of={['promotions']}
      read={async (query) => unwrap(api.GET('/v1/promotions', { params: { query } }))}
      empty={texts.noPromotions}
      above={isManager && <AddPromotion />}
    >
      {(promotion) => <Item promotion={promotion} />}
    </ListPage>
  );
}

function Item({ promotion }: { promotion: Promotion }) {
  const texts = useTexts();
  const { format, isManager } = useConsole();
  const params = { path: { id: promotion.id }, header: { 'if-match': `"v${promotion.version}"` } };
  const { starts_at: from, ends_at: until } = promotion;
  const isOver = until !== null && Date.parse(until) <= Date.now();
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div className="min-w-0 flex-1 basis-60 break-words">
        <p>
          <strong>{promotion.name}</strong> {promotion.code !== null && <code>{promotion.code}</code>}
        </p>
        <p className="text-sm text-soft">
          {discountOf(promotion, texts, format.money)} · {texts.usedTimes(promotion.times_used, promotion.usage_limit)}
          {from !== null && ` · ${texts.from(format.dateTime(from))}`}
          {until !== null && ` · ${texts.until(format.dateTime(until))}`}
        </p>
      </div>
      {(isOver || !promotion.is_active) && <p className="font-semibold text-bad">{texts.ended}</p>}
      {isManager && !isOver && (
        <Act
          changes="promotions"
          done={texts.saved}
          work={() => unwrap(api.PATCH('/v1/promotions/{id}', { params, body: { is_active: !promotion.is_active } }))}
        >
          {promotion.is_active ? texts.end : texts.start}
        </Act>
      )}
      {isManager && (
        <Act
          kind="danger"
          changes="promotions"
          done={texts.deleted}
          label={texts.deleteNamed(promotion.name)}
          question={texts.deleteSure(promotion.name)}
          work={() => unwrap(api.DELETE('/v1/promotions/{id}', { params }))}
        >
          {texts.delete}
        </Act>
      )}
    </div>
  );
}

function discountOf(
  { kind, value, currency, buy_quantity: buy, get_quantity: get }: Promotion,
  texts: ReturnType<typeof useTexts>,
  money: (minor: number, currency: string) => string,
): string {
  if (kind === 'fixed') return texts.off(money(value, currency));
  const percent = texts.off(`${value / 100} %`);
  return kind === 'percentage' ? percent : `${texts.buyGet(buy ?? 0, get ?? 0)} (${percent})`;
}

const EMPTY = { name: '', code: '', value: '', buy: '', get: '', minimum: '', uses: '', perCustomer: '', until: '' };

/** The fields as typed. The API refuses a value that is not a number, and names the field. */
function AddPromotion() {
  const texts = useTexts();
  const { currency } = useConsole();
  const [draft, setDraft] = useState(EMPTY);
  const [kind, setKind] = useState<Promotion['kind']>('percentage');
  const field = (name: keyof typeof EMPTY) => ({
    value: draft[name],
    autoComplete: 'off',
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }),
  });
  const count = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  const work = async (): Promise<void> => {
    const body = {
      name: draft.name,
      code: draft.code.trim() === '' ? null : draft.code,
      kind,
      currency,
      // Percents are in basis points, which have two decimals as well.
      value: kind === 'fixed' ? toMinor(draft.value, currency) : toMinor(draft.value, 'EUR'),
      ...(kind === 'buy_x_get_y' ? { buy_quantity: count(draft.buy), get_quantity: count(draft.get) } : {}),
      minimum_subtotal: draft.minimum.trim() === '' ? 0 : toMinor(draft.minimum, currency),
      usage_limit: count(draft.uses),
      per_customer_limit: count(draft.perCustomer),
      ends_at: draft.until === '' ? null : new Date(draft.until).toISOString(),
    };
    await unwrap(api.POST('/v1/promotions', { body }));
    setDraft(EMPTY);
  };
  return (
    <Section title={texts.addPromotion}>
      <CurrencyChoice />
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={texts.productName} {...field('name')} />
        <Field label={texts.code} hint={texts.codeHint} {...field('code')} />
        <Select
          label={texts.discountKind}
          value={kind}
          options={KINDS.map((one) => [one, texts.discountKinds[one]] as const)}
          onChange={setKind}
        />
        <Field
          label={kind === 'fixed' ? texts.price(currency) : texts.percent}
          inputMode="decimal"
          {...field('value')}
        />
        {kind === 'buy_x_get_y' && <Field label={texts.buy} inputMode="numeric" {...field('buy')} />}
        {kind === 'buy_x_get_y' && <Field label={texts.get} inputMode="numeric" {...field('get')} />}
        <Field label={texts.minimum(currency)} inputMode="decimal" {...field('minimum')} />
        <Field label={texts.untilLabel} type="datetime-local" {...field('until')} />
        <Field label={texts.usesAtMost} hint={texts.noLimitHint} inputMode="numeric" {...field('uses')} />
        <Field label={texts.perCustomer} hint={texts.noLimitHint} inputMode="numeric" {...field('perCustomer')} />
      </div>
      <Act kind="primary" changes="promotions" done={texts.saved} work={work}>
        {texts.addPromotion}
      </Act>
    </Section>
  );
}
