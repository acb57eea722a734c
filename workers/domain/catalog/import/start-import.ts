import { MAX_IMPORT_LINES } from '../../../../contracts/job.ts';
import { importChunks } from '../../../../schema/tables/jobs.ts';
import { ProblemError } from '../../../platform/problem-error.ts';
import { authorise, type Ctx, inTransaction } from '../../context.ts';
import { createJob } from '../../jobs/create-job.ts';
import { splitLines } from './split-lines.ts';

const ROWS_A_STATEMENT = 200;
const BYTES_A_STATEMENT = 2 * 1024 * 1024;

/**
 * Takes a file of products, one JSON object a line, and leaves it with a job: the file is in the database when this
 * returns, so nothing that happens later can lose it.
 * @returns The id of the job.
 * @throws {ProblemError} `invalid_request` without lines or with too many.
 */
export async function startImport(args: { ctx: Ctx; input: { file: Uint8Array } }): Promise<string> {
  const { ctx, input } = args;
  authorise(ctx, 'product:write');
  const { chunks, lines } = splitLines(input.file);
  if (lines === 0 || lines > MAX_IMPORT_LINES) {
    const message = lines === 0 ? 'has no lines' : `has ${lines} lines, and may have ${MAX_IMPORT_LINES}`;
    throw new ProblemError('invalid_request', `The file ${message}.`, { errors: [{ path: '', message }] });
  }
  return await inTransaction(ctx, async (unit) => {
    const details = { lines, bytes: input.file.length };
    const row = await createJob(ctx, unit, { kind: 'import_products', subjectId: null, total: lines, details });
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
