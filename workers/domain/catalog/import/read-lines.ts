import type { ImportError } from '../../../../contracts/job.ts';
import { CreateProduct } from '../../../../contracts/product.ts';
import { findUnstorable } from '../../../../contracts/text.ts';
import { invalidRequest } from '../../../platform/problem-error.ts';
import type { LineChunk } from './split-lines.ts';

/** A non-empty line: its product, or its faults. */
export type ReadLine = { line: number } & ({ product: CreateProduct } | { faults: ImportError[] });

/** The body limit of a single POST. */
const MAX_LINE_BYTES = 1024 * 1024;
/** Keeps one line from filling the list of faults. */
const MAX_FAULTS_A_LINE = 10;
const MAX_PATH = 200;
const MAX_MESSAGE = 300;
const LINE_FEED = 0x0a;

/** Reads the lines of a chunk independently, by the rules of `POST /v1/products`. */
export function readLines(chunk: LineChunk): ReadLine[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const read: ReadLine[] = [];
  for (let start = 0, line = chunk.firstLine; start < chunk.bytes.length; line++) {
    const found = chunk.bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? chunk.bytes.length : found;
    const outcome = readLine(chunk.bytes.subarray(start, end), decoder);
    if (outcome !== 'blank') {
      read.push('sku' in outcome ? { line, product: outcome } : { line, faults: faultsOf(line, outcome.faults) });
    }
    start = end + 1;
  }
  return read;
}

interface Fault {
  path: string;
  message: string;
}

function readLine(
  bytes: Uint8Array,
  decoder: { decode(bytes: Uint8Array): string },
): CreateProduct | { faults: Fault[] } | 'blank' {
  const whole = (message: string) => ({ faults: [{ path: '', message }] });
  if (bytes.length > MAX_LINE_BYTES) return whole(`has more than ${MAX_LINE_BYTES} bytes`);
  let text: string;
  try {
    text = decoder.decode(bytes).trim();
  } catch {
    return whole('is not UTF-8');
  }
  if (text === '') return 'blank';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return whole('is not JSON');
  }
  const unstorable = findUnstorable(value);
  if (unstorable !== undefined) {
    return { faults: [{ path: unstorable.path.join('.'), message: unstorable.message }] };
  }
  const product = CreateProduct.safeParse(value);
  return product.success ? product.data : { faults: invalidRequest(product.error.issues).errors ?? [] };
}

/** Paths come from the file, so they are cut to size and made storable. */
function faultsOf(line: number, faults: readonly Fault[]): ImportError[] {
  return faults.slice(0, MAX_FAULTS_A_LINE).map(({ path, message }) => ({
    line,
    path: path.slice(0, MAX_PATH).replaceAll('\u0000', '\ufffd').toWellFormed(),
    message: message.slice(0, MAX_MESSAGE).replaceAll('\u0000', '\ufffd').toWellFormed(),
  }));
}
