import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Fault } from '../../shared/ui/fault.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { useTexts } from '../texts.ts';
import { Page } from '../ui/page.tsx';
import {
  DRAWN,
  type Drawn,
  type Histogram,
  histogramOf,
  parseMetrics,
  quantileOf,
  type Sample,
  sumsBy,
} from './metrics.ts';

const REFRESH_MS = 5_000;

/** The metrics of the whole deployment. Outside local mode they need a token. */
export function HealthPage() {
  const texts = useTexts();
  // Kept in memory only, because the operator's token opens all metrics.
  const [token, setToken] = useState('');
  const { data, error } = useQuery({
    queryKey: ['metrics', token],
    queryFn: async () => await readMetrics(token),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={texts.health}>
      <p className="text-soft">{texts.healthHint}</p>
      {error !== null && (
        <>
          <Fault error={error} />
          <Field
            label={texts.metricsToken}
            type="password"
            autoComplete="off"
            value={token}
            onChange={({ target }) => setToken(target.value)}
          />
        </>
      )}
      <div className="grid gap-3 md:grid-cols-2">
        {data !== undefined && DRAWN.map((drawn) => <Metric key={drawn.name} drawn={drawn} samples={data} />)}
      </div>
    </Page>
  );
}

async function readMetrics(token: string): Promise<Sample[]> {
  const response = await fetch('/metrics', token === '' ? {} : { headers: { authorization: `Bearer ${token}` } });
  if (response.ok) return parseMetrics(await response.text());
  const { detail } = (await response.json()) as { detail?: string };
  throw new Error(detail ?? response.statusText);
}

function Metric({ drawn: { name, kind }, samples }: { drawn: Drawn; samples: Sample[] }) {
  const texts = useTexts();
  return (
    <figure className="grid content-start gap-3 rounded-2xl border border-line bg-card p-4">
      <figcaption>
        <span className="font-semibold">{texts.metrics[name]}</span>
        <br />
        <code className="text-sm break-all text-soft">{name}</code>
      </figcaption>
      {kind === 'ratio' && <Ratio value={samples.find((sample) => sample.name === name)?.value} />}
      {kind === 'counts' && <Counts sums={sumsBy(samples, name, 'kind')} />}
      {(kind === 'seconds' || kind === 'milliseconds') && (
        <Durations histogram={histogramOf(samples, name)} toMs={kind === 'seconds' ? 1_000 : 1} />
      )}
    </figure>
  );
}

function Ratio({ value }: { value: number | undefined }) {
  const texts = useTexts();
  if (value === undefined || Number.isNaN(value)) return <p className="text-soft">{texts.notMeasured}</p>;
  return (
    <>
      <p className="text-2xl font-semibold tabular-nums">{texts.percentage(value)}</p>
      <meter min={0} max={1} value={value} className="h-4 w-full" aria-label={texts.metrics.ragline_cache_hit_ratio} />
    </>
  );
}

function Counts({ sums }: { sums: Array<[string, number]> }) {
  const texts = useTexts();
  if (sums.length === 0) return <p className="text-soft">{texts.notMeasured}</p>;
  const most = Math.max(...sums.map(([, sum]) => sum), 1);
  return (
    <dl className="grid gap-2">
      {sums.map(([kind, sum]) => (
        <div key={kind} className="grid gap-1">
          <dt className="text-sm text-soft">{texts.tokenKinds[kind] ?? kind}</dt>
          <dd className="grid gap-1 text-xl font-semibold tabular-nums">
            {texts.count(sum)}
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="h-3 w-full" aria-hidden="true">
              <rect width={(100 * sum) / most} height="4" className="fill-brand" />
            </svg>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A histogram of durations, with its 95th percentile. */
function Durations({ histogram, toMs }: { histogram: Histogram; toMs: number }) {
  const texts = useTexts();
  const { count, buckets } = histogram;
  const p95 = quantileOf(histogram, 0.95);
  if (p95 === undefined) return <p className="text-soft">{texts.notMeasured}</p>;
  const most = Math.max(...buckets.map((bucket) => bucket.count), 1);
  const finite = buckets.map(({ bound }) => bound).filter(Number.isFinite);
  const label = (bound: number): string => texts.duration(bound * toMs);
  const said = Number.isFinite(p95) ? texts.p95(label(p95)) : texts.p95Over(label(finite.at(-1) ?? 0));
  return (
    <>
      <p className="text-xl font-semibold tabular-nums">{said}</p>
      <svg
        viewBox={`0 0 ${buckets.length * 10} 40`}
        preserveAspectRatio="none"
        className="h-24 w-full"
        role="img"
        aria-label={said}
      >
        {buckets.map((bucket, index) => {
          const height = bucket.count === 0 ? 0 : Math.max(1, (40 * bucket.count) / most);
          return (
            <rect
              key={bucket.bound}
              x={index * 10 + 1}
              y={40 - height}
              width="8"
              height={height}
              className="fill-brand"
            />
          );
        })}
      </svg>
      <p className="flex justify-between text-sm text-soft tabular-nums">
        <span>≤ {label(finite[0] ?? 0)}</span>
        <span>{texts.measured(count)}</span>
        <span>&gt; {label(finite.at(-1) ?? 0)}</span>
      </p>
    </>
  );
}
