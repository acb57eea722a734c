/** Lines of a file that are done in one transaction. */
export interface LineChunk {
  /** The number of its first line in the file, from 1. */
  firstLine: number;
  /** Lines as they came, the last without its end. A view into the file, not a copy. */
  bytes: Uint8Array;
}

const MAX_CHUNK_LINES = 500;
const MAX_CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Splits a file at line ends into chunks of at most 500 lines and 256 KiB; a longer line is its own chunk. Skips empty
 * lines and a leading byte order mark.
 * @returns The chunks with lines, and the number of non-empty lines.
 */
export function splitLines(file: Uint8Array): { chunks: LineChunk[]; lines: number } {
  const chunks: LineChunk[] = [];
  let lines = 0;
  let start = BYTE_ORDER_MARK.every((byte, at) => file[at] === byte) ? BYTE_ORDER_MARK.length : 0;
  let lineNumber = 1;
  let open: { firstLine: number; start: number; end: number; lines: number } | undefined;
  const close = (): void => {
    if (open !== undefined) chunks.push({ firstLine: open.firstLine, bytes: file.subarray(open.start, open.end) });
    open = undefined;
  };
  while (start < file.length) {
    const found = file.indexOf(LINE_FEED, start);
    const end = found === -1 ? file.length : found;
    if (!isBlank(file, start, end)) {
      lines += 1;
      if (open !== undefined && (open.lines === MAX_CHUNK_LINES || end - open.start > MAX_CHUNK_BYTES)) close();
      open ??= { firstLine: lineNumber, start, end, lines: 0 };
      open.end = end;
      open.lines += 1;
    }
    start = end + 1;
    lineNumber += 1;
  }
  close();
  return { chunks, lines };
}

/** Space, tab and carriage return: JSON's white space within a line. */
function isBlank(file: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = file[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}
