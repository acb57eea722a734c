import { z } from 'zod';
import { StatedError } from '../../contracts/stated-error.ts';
import { ProblemError } from './problem-error.ts';
import { redactText } from './redact.ts';

/** The fields of an error that may be logged, stored and traced: kinds, codes and names, never other people's text. */
export interface ErrorReport {
  name: string;
  /** The message of a {@link StatedError}; of other errors a phrase from a closed list, when one applies. */
  text?: string;
  /** SQLSTATE, a socket's code, or a problem's code. */
  code?: string;
  /** The HTTP status of an answer, and the host that gave it. */
  status?: number;
  host?: string;
  /** PostgreSQL's names for what refused a row. */
  constraint?: string;
  table?: string;
  column?: string;
  /** Paths and codes of schema violations: `items.0.sku invalid_type`. */
  issues?: string[];
  /** The runtime's flags of Durable Object errors. */
  retryable?: boolean;
  overloaded?: boolean;
  remote?: boolean;
  stack?: string;
  cause?: ErrorReport;
}

const MAX_CAUSES = 4;
const MAX_ISSUES = 10;
const MAX_FRAMES = 12;
const MAX_FRAME_CHARACTERS = 300;
const WORD = /^[\w.:-]{1,80}$/;

/** Patterns of network errors of `fetch` and sockets, in workerd and Node, and the phrase that is reported instead. */
const NETWORK_FAULTS: ReadonlyArray<readonly [pattern: RegExp, phrase: string]> = [
  [/ECONNREFUSED|connection refused/i, 'connection refused'],
  [/ECONNRESET|connection (?:lost|reset|closed|terminated)|EPIPE|socket has been closed/i, 'connection lost'],
  [/ENOTFOUND|EAI_AGAIN|getaddrinfo|dns/i, 'host not found'],
  [/ETIMEDOUT|timed? ?out|timeout/i, 'timed out'],
  [/certificate|\btls\b|\bssl\b/i, 'TLS failed'],
  [/fetch failed|network error|cannot connect|proxy request failed|internal error; reference/i, 'network failed'],
];

/**
 * Reports any error without what it may quote. Drivers' messages hold commands and parameters (Upstash, Drizzle), rows
 * (PostgreSQL's `detail` and `where`), prompts and answers (the AI SDK) or unparsed text (`JSON.parse`), so only
 * messages of our own {@link StatedError} are reported.
 */
export function describeError(error: unknown, depth = 0): ErrorReport {
  if (!(error instanceof Error)) return { name: 'Thrown', text: typeof error };
  // The AI SDK's RetryError keeps its last error under this name.
  const cause = error.cause ?? ownValue(error, 'lastError');
  return {
    name: wordOf(error.name) ?? 'Error',
    ...textOf(error),
    ...codesOf(error),
    ...flagsOf(error),
    stack: framesOf(error),
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

function textOf(error: Error): Pick<ErrorReport, 'text'> {
  if (error instanceof StatedError) return { text: redactText(error.message) };
  const phrase = NETWORK_FAULTS.find(([pattern]) => pattern.test(error.message))?.[1];
  return phrase === undefined ? {} : { text: phrase };
}

function codesOf(error: Error): Partial<ErrorReport> {
  if (error instanceof ProblemError) return { code: error.code, status: error.status };
  if (error instanceof z.ZodError) return { issues: error.issues.slice(0, MAX_ISSUES).map(issueOf) };
  const codes: Partial<ErrorReport> = {};
  for (const key of ['code', 'host', 'constraint', 'table', 'column'] as const) {
    const name = wordOf(ownValue(error, key));
    if (name !== undefined) codes[key] = name;
  }
  // The AI SDK's names for the server and its status.
  const status = ownValue(error, 'statusCode') ?? ownValue(error, 'status');
  if (typeof status === 'number') codes.status = status;
  const url = ownValue(error, 'url');
  const host = typeof url === 'string' ? URL.parse(url)?.host : undefined;
  if (host !== undefined) codes.host = host;
  return codes;
}

function flagsOf(error: Error): Pick<ErrorReport, 'retryable' | 'overloaded' | 'remote'> {
  const flags: Pick<ErrorReport, 'retryable' | 'overloaded' | 'remote'> = {};
  for (const key of ['retryable', 'overloaded', 'remote'] as const) {
    if (ownValue(error, key) === true) flags[key] = true;
  }
  return flags;
}

/** Keys may be people's words as well: those that look unlike a schema's are reported as `*`. */
function issueOf({ path, code }: { path: PropertyKey[]; code?: string | undefined }): string {
  const steps = path.map((step) => (/^(?:[a-z][a-z_]{0,29}|\d{1,6})$/.test(String(step)) ? String(step) : '*'));
  return [steps.join('.'), code ?? 'invalid'].filter(Boolean).join(' ');
}

/** The stack frames after the message, whose lines may look like frames. */
function framesOf(error: Error): string {
  const stack = error.stack ?? '';
  const at = stack.indexOf(error.message);
  return redactText(
    stack
      .slice(at < 0 ? 0 : at + error.message.length)
      .split('\n')
      .filter((line) => /^\s*at .*(?::\d+:\d+|<anonymous>|native)\)?$/.test(line))
      .slice(0, MAX_FRAMES)
      .map((line) => line.slice(0, MAX_FRAME_CHARACTERS))
      .join('\n'),
  );
}

const ownValue = (error: Error, key: string): unknown => Object.getOwnPropertyDescriptor(error, key)?.value;

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && WORD.test(value) ? value : undefined;

const MAX_SENTENCE = 1_000;

/** The report in one line, for dead letters. */
export function errorInOneLine(error: unknown): string {
  return lineOf(describeError(error)).slice(0, MAX_SENTENCE).toWellFormed().replaceAll('\u0000', '');
}

function lineOf({ name, code, text, status, host, constraint, table, column, issues, cause }: ErrorReport): string {
  const facts = [
    text,
    status === undefined ? undefined : `status ${status}`,
    host === undefined ? undefined : `host ${host}`,
    constraint === undefined ? undefined : `constraint ${constraint}`,
    table === undefined ? undefined : `table ${table}`,
    column === undefined ? undefined : `column ${column}`,
    issues?.join(', '),
  ].filter((fact) => fact !== undefined && fact !== '');
  const head = [[name, code].filter(Boolean).join(' '), ...(facts.length === 0 ? [] : [facts.join('; ')])].join(': ');
  return cause === undefined ? head : `${head}, caused by ${lineOf(cause)}`;
}
