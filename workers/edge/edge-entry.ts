/** An answer that the edge tier keeps: the same for every customer and guest of a scope. */
export interface EdgeEntry {
  /** When the read began at the source, in milliseconds since the epoch. */
  beganMs: number;
  status: number;
  /** Without the headers of a single request. */
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  etag?: string | undefined;
  /** The body, cut wherever the id of the request stands in it. */
  pieces: readonly string[];
}

/** A source's answer carries this header when every customer and guest of the scope would get the same one. */
export const SHARE_HEADER = 'ragline-share';

/** Headers of one request, and those that the runtime sets itself. */
const OF_ONE_REQUEST: ReadonlySet<string> = new Set([
  SHARE_HEADER,
  'x-request-id',
  'content-length',
  'content-encoding',
  'date',
]);

/** Larger answers are not kept. */
const MAX_CHARACTERS = 1024 * 1024;

/**
 * Turns a source's answer into an entry, and reads its body.
 * @returns Undefined, with the body unread, when the answer may not be shared.
 */
export async function entryOf(response: Response, beganMs: number): Promise<EdgeEntry | undefined> {
  const { status, headers } = response;
  if (!headers.has(SHARE_HEADER)) return undefined;
  const text = await response.text();
  const requestId = headers.get('x-request-id');
  return {
    beganMs,
    status,
    headers: [...headers].filter(([name]) => !OF_ONE_REQUEST.has(name)),
    etag: headers.get('etag') ?? undefined,
    // A problem names its request; a resource does not.
    pieces: status === 404 && requestId !== null ? text.split(requestId) : [text],
  };
}

/**
 * Returns whether the entry can be kept: of an acceptable size and, when its body names its request, in one place only.
 */
export const isKept = ({ status, pieces }: EdgeEntry): boolean =>
  pieces.length === (status === 404 ? 2 : 1) && sizeOf(pieces) <= MAX_CHARACTERS;

/** Characters of a body without the ids. */
export const sizeOf = (pieces: readonly string[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0);
