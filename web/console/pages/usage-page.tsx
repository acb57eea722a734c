import { useQuery } from '@tanstack/react-query';
import { unwrap } from '../../shared/client.ts';
import { Fault } from '../../shared/ui/fault.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Page } from '../ui/page.tsx';

/** This month's use of models, and what is left of the budget. */
export function UsagePage() {
  const texts = useTexts();
  const { format } = useConsole();
  const { data: usage, error } = useQuery({
    queryKey: ['usage'],
    queryFn: async () => await unwrap(api.GET('/v1/chat/usage', { params: { query: {} } })),
  });
  const left = usage?.current?.left ?? { tokens: null, cost_micros: null };
  return (
    <Page title={texts.usage}>
      <Fault error={error} />
      {usage === undefined && error === null && <p className="text-soft">{texts.loading}</p>}
      {usage !== undefined && (
        <>
          {(usage.current?.stopped_by ?? null) !== null && <Notice kind="warn">{texts.budgetUsedUp}</Notice>}
          <dl className="grid gap-3 sm:grid-cols-2">
            {[
              [texts.month, format.month(usage.month)],
              [texts.turns, texts.count(usage.turns)],
              [texts.tokens, texts.count(usage.input_tokens + usage.output_tokens + usage.embeddings.tokens)],
              [texts.cost, texts.micros(usage.cost_micros + usage.embeddings.cost_micros)],
              [texts.tokensLeft, texts.limit(left.tokens)],
              [texts.costLeft, left.cost_micros === null ? texts.limit(null) : texts.micros(left.cost_micros)],
            ].map(([name, value]) => (
              <div key={name} className="rounded-2xl border border-line bg-card p-4">
                <dt className="text-soft">{name}</dt>
                <dd className="text-2xl font-semibold tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Page>
  );
}
