import { describeError } from './describe-error.ts';
import { redact } from './redact.ts';

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
 * A logger of one-line JSON. Every value passes the redactor; an `error` field becomes its report.
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
