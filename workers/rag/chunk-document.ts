/** A piece of a document: a stretch of its cleaned text. */
export interface DocumentChunk {
  /** The headings above its beginning, outermost first, joined by ` › `; null before the first. */
  heading: string | null;
  /** UTF-16 units of the cleaned text; `end` is exclusive. */
  start: number;
  end: number;
}

/** About 400 tokens: small enough to be about one thing, large enough to stand alone. */
const MAX_CHARACTERS = 1_600;
/** A new heading begins a new chunk once the one before has this many. */
const MIN_CHARACTERS = 800;
/** Lines longer than this, such as paragraphs, are taken in parts: whole sentences where they end in time. */
const MAX_UNIT_CHARACTERS = 400;
/** Characters that a chunk repeats of the chunk before, where a section had to be cut. */
const OVERLAP_CHARACTERS = 200;
const MAX_HEADING = 300;
const SENTENCE_ENDS = ['. ', '! ', '? ', '。', '؟ '];
const HEADING_LINE = /^(#{1,6}) +(\S.*)$/;

/** A line, or a part of one that is too long, and the section it belongs to. */
interface Unit {
  start: number;
  end: number;
  section: number;
  heading: string | null;
}

/**
 * Cuts a cleaned text into chunks of at most 1,600 characters that cover it whole, however short. Cuts fall before
 * headings where they can, else between lines, sentences or words; a section that is cut overlaps by up to 200.
 * @param hasHeadings Whether lines that begin with `#` are headings.
 */
export function chunkDocument(text: string, hasHeadings: boolean): DocumentChunk[] {
  const units = unitsOf(text, hasHeadings);
  const sectionEnds = new Map(units.map((unit) => [unit.section, unit.end]));
  const chunks: DocumentChunk[] = [];
  let open: (DocumentChunk & { section: number }) | undefined;
  const close = (): void => {
    if (open !== undefined) chunks.push(trimmed(text, open));
    open = undefined;
  };
  for (const unit of units) {
    if (open !== undefined) {
      const size = open.end - open.start;
      const isNewSection = unit.section !== open.section;
      const wholeSection = (sectionEnds.get(unit.section) ?? unit.end) - open.start;
      if (
        isNewSection ? size >= MIN_CHARACTERS || wholeSection > MAX_CHARACTERS : unit.end - open.start > MAX_CHARACTERS
      ) {
        const continues = isNewSection ? undefined : overlapStart(text, open, unit);
        close();
        if (continues !== undefined) open = { ...unit, start: continues };
      }
    }
    open = open === undefined ? { ...unit } : { ...open, end: unit.end, section: unit.section };
  }
  close();
  return chunks.filter(({ start, end }) => end > start);
}

function unitsOf(text: string, hasHeadings: boolean): Unit[] {
  const units: Unit[] = [];
  const path: Array<{ level: number; name: string }> = [];
  let section = 0;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed + 1;
    const [, marks, name] = (hasHeadings && HEADING_LINE.exec(text.slice(start, end).trimEnd())) || [];
    if (marks !== undefined && name !== undefined) {
      section += 1;
      while ((path.at(-1)?.level ?? 0) >= marks.length) path.pop();
      path.push({ level: marks.length, name });
    }
    const heading =
      path.length === 0
        ? null
        : path
            .map((part) => part.name)
            .join(' › ')
            .slice(0, MAX_HEADING)
            .toWellFormed();
    for (let at = start; at < end; ) {
      const to = end - at <= MAX_UNIT_CHARACTERS ? end : cutBefore(text, at, at + MAX_UNIT_CHARACTERS);
      units.push({ start: at, end: to, section, heading });
      at = to;
    }
    start = end;
  }
  return units;
}

/** The last good place to cut in the second half of a stretch: after a sentence, else after a blank, else anywhere. */
function cutBefore(text: string, start: number, limit: number): number {
  const middle = start + MAX_UNIT_CHARACTERS / 2;
  const half = text.slice(middle, limit);
  const sentence = Math.max(
    ...SENTENCE_ENDS.map((mark) => (half.includes(mark) ? half.lastIndexOf(mark) + mark.length : 0)),
  );
  const at = sentence > 0 ? sentence : half.lastIndexOf(' ') + 1;
  if (at > 0) return middle + at;
  // Not through a surrogate pair.
  return isLowSurrogate(text, limit) ? limit - 1 : limit;
}

/** Where a chunk that goes on within a section begins: at the first word of the overlap, which must still fit. */
function overlapStart(text: string, before: DocumentChunk, next: Unit): number {
  const room = MAX_CHARACTERS - (next.end - next.start);
  const earliest = next.start - Math.max(0, Math.min(OVERLAP_CHARACTERS, room, next.start - before.start - 1));
  const blank = text.slice(earliest, next.start).search(/\s/);
  return blank === -1 ? next.start : earliest + blank + 1;
}

const isLowSurrogate = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
};

function trimmed(text: string, { heading, start, end }: DocumentChunk): DocumentChunk {
  const piece = text.slice(start, end);
  const lead = piece.length - piece.trimStart().length;
  return { heading, start: start + lead, end: Math.max(start + lead, start + piece.trimEnd().length) };
}
