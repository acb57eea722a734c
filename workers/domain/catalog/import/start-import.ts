import { type ImportError, MAX_IMPORT_ERRORS, MAX_IMPORT_LINES } from '../../../../contracts/job.ts';
import { importChunks } from '../../../../schema/tables/jobs.ts';
import { ProblemError } from '../../../platform/problem-error.ts';
import { authorise, type Ctx, inTransaction } from '../../context.ts';
import { createJob } from '../../jobs/create-job.ts';
import { productsOfCsv } from './csv/products-of-csv.ts';
import { NOTHING_YET } from './plan-import.ts';
import { splitLines } from './split-lines.ts';

const MAX_FAULTS_SHOWN = 100;
const ROWS_A_STATEMENT = 200;
const BYTES_A_STATEMENT = 2 * 1024 * 1024;

/** A file of products: one JSON object a line, or CSV. */
export interface ImportFile {
  file: Uint8Array;
  /** Undefined: lines of JSON. */
  csv?: { currency: string | undefined; charset: string | undefined } | undefined;
}

/**
 * Stores a file of products with a job that imports it. The file is committed when this returns, so it cannot be lost.
 * CSV rows that are not a product are recorded as faults of the job.
 * @returns The id of the job.
 * @throws {ProblemError} `invalid_request` without lines, with too many, or with no row of CSV that is a product.
 */
export async function startImport({ ctx, input }: { ctx: Ctx; input: ImportFile }): Promise<string> {
  authorise(ctx, 'product:write');
  const { lines: file, failed, faults } = input.csv ? productsOfCsv(input.file, input.csv) : linesAsTheyAre(input.file);
  const { chunks, lines } = splitLines(file);
  if (lines === 0 || lines > MAX_IMPORT_LINES) throw unfit(lines, faults);
  return await inTransaction(ctx, async (unit) => {
    const details = { lines: lines + failed, bytes: input.file.length };
    const row = await createJob(ctx, unit, {
      ...{ kind: 'import_products', subjectId: null, total: lines + failed, done: failed, details },
      ...(failed > 0 ? { result: { ...NOTHING_YET, failed, errors: faults.slice(0, MAX_IMPORT_ERRORS) } } : {}),
    });
    const rows = chunks.map(({ firstLine, bytes }, seq) => ({
      tenantId: unit.tenantId,
      jobId: row.id,
      seq,
      firstLine,
      lines: bytes,
    }));
    for (const part of inParts(rows)) await unit.tx.insert(importChunks).values(part);
    return row.id;
  });
}

const linesAsTheyAre = (file: Uint8Array): { lines: Uint8Array; failed: number; faults: ImportError[] } => ({
  lines: file,
  failed: 0,
  faults: [],
});

function unfit(lines: number, faults: readonly ImportError[]): ProblemError {
  const [first] = faults;
  const message = lines === 0 ? 'has no lines' : `has ${lines} lines, and may have ${MAX_IMPORT_LINES}`;
  if (first === undefined)
    return new ProblemError('invalid_request', `The file ${message}.`, { errors: [{ path: '', message }] });
  return new ProblemError('invalid_request', `No row of the file is a product. Line ${first.line} ${first.message}.`, {
    errors: faults
      .slice(0, MAX_FAULTS_SHOWN)
      .map(({ line, path, message }) => ({ path: `line ${line}${path === '' ? '' : `.${path}`}`, message })),
  });
}

/** A statement is held in memory whole, beside the file. */
function* inParts<Row extends { lines: Uint8Array }>(rows: readonly Row[]): Generator<Row[]> {
  let part: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (part.length === ROWS_A_STATEMENT || (part.length > 0 && bytes + row.lines.length > BYTES_A_STATEMENT)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += row.lines.length;
  }
  if (part.length > 0) yield part;
}
