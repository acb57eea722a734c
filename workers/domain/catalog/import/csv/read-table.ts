import { CsvError, parse } from 'csv-parse/sync';
import { ProblemError } from '../../../../platform/problem-error.ts';

/** A row of a CSV file, by the names of its columns. */
export interface Row {
  /** The line of the file where the row starts, from 1. */
  line: number;
  /** The first of these columns that is there and not empty; '' when none is. Names are in lower case. */
  get(...names: string[]): string;
}

export interface Table {
  /** Column names in lower case, with single spaces. */
  header: string[];
  rows: Row[];
}

const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Reads a CSV file whose first row names its columns (RFC 4180): comma, semicolon or tab, with or without a byte order
 * mark, cells with line breaks in quotes.
 * @param charset Of its media type; UTF-8 where that says nothing.
 * @throws {ProblemError} `invalid_request` when it cannot be read, with the line where that is known.
 */
export function readTable(file: Uint8Array, charset = 'utf-8'): Table {
  // The parser counts a line break of two characters twice.
  const text = decode(file, charset).replace(/\r\n?/g, '\n');
  const [first, ...others] = readRecords(text, delimiterOf(text));
  if (first === undefined) throw unreadable('has no lines');
  const header = first.cells.map((cell) => cell.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase());
  const places = new Map(header.map((name, at) => [name, at]));
  const rows = others.flatMap(({ line, cells }) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const get = (...names: string[]): string => {
      for (const name of names) {
        const cell = cells[places.get(name) ?? -1]?.trim();
        if (cell) return cell;
      }
      return '';
    };
    return [{ line, get }];
  });
  return { header, rows };
}

function readRecords(text: string, delimiter: string): Array<{ line: number; cells: string[] }> {
  const records: Array<{ line: number; cells: string[] }> = [];
  try {
    parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        // The line where the row ends, minus the line breaks within it.
        const inside = cells.reduce((sum, cell) => sum + (cell.split('\n').length - 1), 0);
        records.push({ line: lines - inside, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    throw unreadable(`is not CSV: ${FAULTS[error.code] ?? 'a row cannot be read'}`, line);
  }
  return records;
}

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote is followed by something else than a delimiter',
  INVALID_OPENING_QUOTE: 'a quote stands within a cell that does not begin with one',
};

function decode(file: Uint8Array, charset: string): string {
  let decoder: { encoding: string; decode(bytes: Uint8Array): string };
  try {
    decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: false });
  } catch {
    throw unreadable(`is in ${charset}, which is not known here: save it as UTF-8`);
  }
  try {
    return decoder.decode(file);
  } catch {
    const remedy = 'save it as "CSV UTF-8", or send it as text/csv; charset=windows-1252';
    throw unreadable(`is not in ${decoder.encoding.toUpperCase()}: ${remedy}`);
  }
}

/** The delimiter that splits the first row into the most cells. */
function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const header = (end === -1 ? text : text.slice(0, end)).replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => header.split(delimiter).length;
  return DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best));
}

export function unreadable(message: string, line?: number): ProblemError {
  const where = line === undefined ? '' : `line ${line}`;
  return new ProblemError('invalid_request', `The file ${message}${where === '' ? '' : ` (${where})`}.`, {
    errors: [{ path: where, message }],
  });
}
