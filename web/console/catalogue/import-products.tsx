import type { components } from '@ragline/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { unwrap } from '../../shared/client.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fault } from '../../shared/ui/fault.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Sheet } from '../../shared/ui/sheet.tsx';
import { api } from '../client.ts';
import { useConsole } from '../console.tsx';
import { useTexts } from '../texts.ts';
import { Act } from '../ui/act.tsx';
import { CurrencyChoice } from '../ui/currency-choice.tsx';

type JobSummary = components['schemas']['JobSummary'];
type Job = components['schemas']['Job'];
type ImportResult = components['schemas']['ImportResult'];

/** A lost event is made up for by reading the job now and then. */
const REFETCH_MS = 5_000;

/** Sends a file of products, and follows its job to the end. */
export function ImportProducts({ onClose }: { onClose(): void }) {
  const texts = useTexts();
  const { currency } = useConsole();
  const id = useId();
  const last = useLastImport();
  const { mutate, data, error, isPending } = useMutation({ mutationFn: (file: File) => startImport(file, currency) });
  const shownId = data?.job_id ?? last?.id;
  return (
    <Sheet title={texts.importProducts} closeLabel={texts.close} onClose={onClose}>
      <div className="grid gap-4 p-5">
        <p className="text-soft">{texts.importHint}</p>
        <CurrencyChoice />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const file = new FormData(event.currentTarget).get('file');
            if (file instanceof File) mutate(file);
          }}
          className="grid gap-3"
        >
          <label htmlFor={id} className="font-semibold">
            {texts.file}
          </label>
          <input
            id={id}
            name="file"
            type="file"
            required
            accept=".csv,.ndjson,.jsonl"
            className="w-full rounded-xl border border-line bg-card p-2 file:mr-3 file:rounded-lg file:border-0 file:bg-sunk file:px-3 file:py-2 file:font-semibold file:text-ink"
          />
          <Button kind="primary" type="submit" isBusy={isPending}>
            {texts.startImport}
          </Button>
        </form>
        <Fault error={error} />
        {shownId !== undefined && (
          <section aria-labelledby={`${id}-last`} className="grid gap-3">
            <h3 id={`${id}-last`} className="font-semibold">
              {texts.lastImport}
            </h3>
            <ImportJob id={shownId} key={shownId} />
          </section>
        )}
      </div>
    </Sheet>
  );
}

/** The shop's newest import, whoever started it, so that its progress reappears after the sheet was closed. */
function useLastImport(): JobSummary | undefined {
  const { data } = useQuery({
    queryKey: ['job', 'imports'],
    queryFn: async () => await unwrap(api.GET('/v1/jobs', { params: { query: { limit: 50 } } })),
  });
  return data?.data.find(({ kind }) => kind === 'import_products');
}

/** The import that is running, where there is one. */
export function RunningImport() {
  const texts = useTexts();
  const last = useLastImport();
  if (last === undefined || isOver(last)) return null;
  return (
    <section aria-label={texts.importProducts} className="grid gap-3 rounded-2xl border border-line bg-card p-4">
      <ImportJob id={last.id} />
    </section>
  );
}

async function startImport(file: File, currency: string) {
  const isCsv = /\.csv$/i.test(file.name);
  return await unwrap(
    api.POST('/v1/products/import', {
      params: { query: isCsv ? { currency } : {} },
      headers: { 'content-type': isCsv ? 'text/csv' : 'application/x-ndjson' },
      body: await file.text(),
      bodySerializer: (text) => text,
    }),
  );
}

function ImportJob({ id }: { id: string }) {
  const texts = useTexts();
  const { data: job, error } = useQuery({
    queryKey: ['job', id],
    queryFn: async () => await unwrap(api.GET('/v1/jobs/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : REFETCH_MS),
  });
  if (error !== null) return <Fault error={error} />;
  if (job === undefined) return <p>{texts.loading}</p>;
  const { done, total } = job.progress;
  const result = job.result !== null && 'errors' in job.result ? job.result : undefined;
  return (
    <div className="grid gap-3">
      <progress aria-label={texts.progress} value={done} max={Math.max(total, 1)} className="h-3 w-full accent-brand" />
      <p role="status" className="font-semibold">
        {texts.jobStatus[job.status]} · {texts.lines(done, total)}
      </p>
      {!isOver(job) && (
        <div>
          <Act
            changes="job"
            done={texts.jobStatus.cancelled}
            work={() => unwrap(api.POST('/v1/jobs/{id}/cancel', { params: { path: { id } } }))}
          >
            {texts.cancelImport}
          </Act>
        </div>
      )}
      {job.error !== null && <Notice kind="bad">{job.error}</Notice>}
      {result !== undefined && isOver(job) && <Result result={result} />}
    </div>
  );
}

const isOver = (job: Pick<Job, 'status'> | undefined): boolean =>
  job !== undefined && ['succeeded', 'failed', 'cancelled'].includes(job.status);

function Result({ result }: { result: ImportResult }) {
  const texts = useTexts();
  return (
    <>
      <Notice kind={result.failed === 0 ? 'good' : 'warn'}>{texts.imported(result)}</Notice>
      {result.errors.length > 0 && (
        <ul aria-label={texts.errorsByLine} className="grid gap-2">
          {result.errors.map(({ line, path, message }) => (
            <li key={`${line} ${path} ${message}`} className="rounded-xl bg-bad-soft px-4 py-2 break-words text-bad">
              <strong>{texts.line(line)}</strong> {path}: {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
