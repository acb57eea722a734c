/** The index of the first argument of a command that may be an option, not a key or value. */
const OPTIONS_FROM: Record<string, number> = {
  SET: 3,
  GETEX: 2,
  EXPIRE: 3,
  PEXPIRE: 3,
  EXPIREAT: 3,
  PEXPIREAT: 3,
  ZRANGE: 4,
  ZREVRANGE: 4,
  ZRANGEBYSCORE: 4,
  LPOP: 3,
  RPOP: 3,
};
const ZADD_OPTIONS = /^(nx|xx|gt|lt|ch|incr)$/i;
const SCAN_OPTIONS = /^(match|count|type)$/i;
const READ_OPTIONS = /^(count|streams)$/i;

/**
 * Adapts a command to ioredis-mock, which ignores options in lower case such as `nx`, `px` or `maxlen`, as Upstash's
 * client sends them: puts options in upper case, gives XADD an id in place of `*`, and removes `-0` from stream ids,
 * which the mock appends itself.
 */
export function upperCaseOptions(command: string[], nextStreamId: () => string): string[] {
  const name = (command[0] ?? '').toUpperCase();
  if (name === 'XADD') return upperCaseXadd(command, nextStreamId);
  if (name === 'XRANGE' || name === 'XREVRANGE') {
    return command.map((word, index) =>
      index === 2 || index === 3 ? withoutSequence(word) : index > 3 ? word.toUpperCase() : word,
    );
  }
  if (name === 'ZADD') {
    const firstScore = command.findIndex((word, index) => index > 1 && !ZADD_OPTIONS.test(word));
    return command.map((word, index) => (index > 1 && index < firstScore ? word.toUpperCase() : word));
  }
  if (name === 'SCAN' || name === 'HSCAN') return upperCaseMatching(command, SCAN_OPTIONS);
  if (name === 'XREAD') return upperCaseMatching(command, READ_OPTIONS);
  const from = OPTIONS_FROM[name] ?? Number.POSITIVE_INFINITY;
  return command.map((word, index) => (index >= from ? word.toUpperCase() : word));
}

function upperCaseMatching(command: string[], options: RegExp): string[] {
  return command.map((word) => (options.test(word) ? word.toUpperCase() : word));
}

/** XADD key [NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]] *|id field value … */
function upperCaseXadd(command: string[], nextStreamId: () => string): string[] {
  const words = [...command];
  const upper = (index: number): string => {
    const word = (words[index] ?? '').toUpperCase();
    words[index] = word;
    return word;
  };
  let at = 2;
  if (/^nomkstream$/i.test(words[at] ?? '')) {
    upper(at);
    at += 1;
  }
  if (/^(maxlen|minid)$/i.test(words[at] ?? '')) {
    upper(at);
    at += words[at + 1] === '~' || words[at + 1] === '=' ? 3 : 2;
    if (/^limit$/i.test(words[at] ?? '')) {
      upper(at);
      at += 2;
    }
  }
  words[at] = words[at] === '*' ? nextStreamId() : withoutSequence(words[at] ?? '');
  return words;
}

function withoutSequence(streamId: string): string {
  return streamId.replace(/-0$/, '');
}
