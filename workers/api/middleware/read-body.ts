import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { MAX_CSV_BYTES } from '../../../contracts/job.ts';
import { findUnstorable } from '../../../contracts/text.ts';
import { invalidRequest, ProblemError } from '../../platform/problem-error.ts';
import type { ApiEnv } from '../api-env.ts';
import { resumeSlot, withoutSlot } from './shed-load.ts';

const MAX_BODY_BYTES = 1024 * 1024;
/** The limit of a basket: far more than a hundred lines with options. Guests send baskets too. */
export const MAX_BASKET_BYTES = 64 * 1024;

const limitTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new ProblemError('payload_too_large', `The body exceeds the limit of ${maxSize} bytes.`);
    },
  });
/**
 * Refuses a body of more bytes by its `Content-Length` or, without one, while it is read.
 */
export const limitBody = (maxBytes: number = MAX_BODY_BYTES) => {
  const limited = limitTo(maxBytes);
  return createMiddleware<ApiEnv>(async (c, next) => {
    c.get('slot').pause();
    return await limited(c, async () => {
      resumeSlot(c);
      await next();
    });
  });
};

/**
 * Reads a JSON body once, and refuses invalid JSON, compressed bodies, and text that cannot be stored. An empty body
 * counts as none, whatever its media type says: many clients send `Content-Type: application/json` with each request.
 */
export const checkBody = createMiddleware<ApiEnv>(async (c, next) => {
  // Every media type that a later step might read as JSON.
  if (/^application\/(?:[a-z.-]+\+)?json/i.test(c.req.header('content-type') ?? '')) {
    const text = await withoutSlot(c, () => c.req.text());
    if (text === '') dropContentType(c);
    else {
      requireNoEncoding(c);
      refuseUnstorable(parseJson(text));
    }
  }
  refuseUnstorable(c.req.queries());
  await next();
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('malformed_request', 'The body is not valid JSON.');
  }
}

/** @throws {ProblemError} `unsupported_media_type` for a compressed body. RFC 9110, section 8.4. */
function requireNoEncoding(c: Context<ApiEnv>): void {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return;
  throw new ProblemError(
    'unsupported_media_type',
    'Compressed bodies are not supported. Send the body without Content-Encoding.',
  );
}

/** Later steps would read JSON from a body that is empty. */
function dropContentType(c: Context<ApiEnv>): void {
  const headers = new Headers(c.req.raw.headers);
  headers.delete('content-type');
  c.req.raw = new Request(c.req.raw.url, { method: c.req.raw.method, headers, signal: c.req.raw.signal });
}

function refuseUnstorable(value: unknown): void {
  const fault = findUnstorable(value);
  if (fault !== undefined) throw invalidRequest([fault]);
}

/** Reads the bytes of a picture. @throws {ProblemError} `unsupported_media_type` for a compressed body. */
export async function readPicture(c: Context<ApiEnv>): Promise<Uint8Array<ArrayBuffer>> {
  requireNoEncoding(c);
  return new Uint8Array(await withoutSlot(c, () => c.req.arrayBuffer()));
}

const LINES_OF_JSON: ReadonlySet<string> = new Set(['application/x-ndjson', 'application/jsonl']);
const CSV: ReadonlySet<string> = new Set(['text/csv', 'application/csv', 'text/tab-separated-values']);

/**
 * Reads a file of products: JSON lines, or CSV with the charset of its media type.
 * @throws {ProblemError} `unsupported_media_type` for other types, and for compressed files.
 */
export async function readImport(
  c: Context<ApiEnv>,
): Promise<{ file: Uint8Array<ArrayBuffer>; csv?: { charset: string | undefined } }> {
  const [type = '', ...parameters] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  const isCsv = CSV.has(type.trim());
  if (!isCsv && !LINES_OF_JSON.has(type.trim())) {
    const remedy = 'Send `Content-Type: application/x-ndjson` for lines of JSON, or `text/csv`.';
    throw new ProblemError('unsupported_media_type', remedy);
  }
  requireNoEncoding(c);
  const file = new Uint8Array(await withoutSlot(c, () => c.req.arrayBuffer()));
  if (!isCsv) return { file };
  if (file.length > MAX_CSV_BYTES)
    throw new ProblemError(
      'payload_too_large',
      `The CSV file exceeds the limit of ${MAX_CSV_BYTES} bytes. Split it into several files.`,
    );
  const charset = parameters
    .map((text) => /^\s*charset="?([\w.:-]+)"?\s*$/.exec(text)?.[1])
    .find((name) => name !== undefined);
  return { file, csv: { charset } };
}
