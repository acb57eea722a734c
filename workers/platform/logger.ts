import { redact, redactText } from './redact.ts';

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 } as const;
export type LogLevel = keyof typeof LEVELS;
export type LogFields = Record<string, unknown>;

export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields & { error?: unknown }): void;
  /** A logger that adds these fields, such as `request_id` and `tenant_id`, to each line. */
  with(fields: LogFields): Logger;
}

/**
 * A logger of one-line JSON. Everything passes the redactor; an `error` field becomes its name, text and stack.
 * @param write Takes one line; in a Worker, `console.log`.
 */
export function createLogger(minimum: LogLevel, write: (line: string) => void, bound: LogFields = {}): Logger {
  const log = (level: LogLevel, event: string, fields: LogFields = {}) => {
    if (LEVELS[level] < LEVELS[minimum]) return;
    const { error, ...rest } = fields;
    const described = error === undefined ? {} : { error: describeError(error) };
    write(
      JSON.stringify({
        time: new Date().toISOString(),
        level,
        event,
        ...asFields(redact({ ...bound, ...rest })),
        ...described,
      }),
    );
  };
  return {
    debug: (event, fields) => log('debug', event, fields),
    info: (event, fields) => log('info', event, fields),
    warn: (event, fields) => log('warn', event, fields),
    error: (event, fields) => log('error', event, fields),
    with: (fields) => createLogger(minimum, write, { ...bound, ...fields }),
  };
}

function asFields(value: unknown): LogFields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Name, text, code, stack and cause of whatever was thrown, redacted. A database error's row values stay out. */
function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { name: 'Thrown', text: redactText(String(error)) };
  return {
    name: error.name,
    // Drizzle's message carries the statement's parameters after this word.
    text: redactText(error.message.split('\nparams:')[0] ?? ''),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    stack: redactText(
      (error.stack ?? '')
        .split('\n')
        .filter((line) => line.trimStart().startsWith('at '))
        .slice(0, 12)
        .join('\n'),
    ),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
