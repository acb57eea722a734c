import { describe, expect, it } from 'vitest';
import { writeTogether } from '../../../workers/platform/write-together.ts';

/** A socket that records writes, and fails with `error` if given. */
function aSocket(error?: Error) {
  const sent: string[] = [];
  const socket = {
    write: (data: Uint8Array | string, done?: (error?: unknown) => void) => {
      sent.push(String(data));
      queueMicrotask(() => done?.(error));
      return true;
    },
    end: () => {
      sent.push('end');
    },
  };
  writeTogether(socket);
  return { socket, sent };
}
const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('a socket that writes together', () => {
  it('sends what is written in one turn with one write, in its order, and each turn by itself', async () => {
    const { socket, sent } = aSocket();
    socket.write(Buffer.from('parse '));
    socket.write('bind ');
    socket.write(Buffer.from('execute'));
    expect(sent).toEqual([]);
    await turn();
    socket.write('next');
    await turn();
    expect(sent).toEqual(['parse bind execute', 'next']);
  });

  it('tells everyone who wrote when it is written, or that it failed', async () => {
    const told: unknown[] = [];
    const well = aSocket();
    for (const name of ['a', 'b']) well.socket.write(name, (error) => told.push([name, error]));
    const badly = aSocket(new Error('closed'));
    badly.socket.write('c', (error) => told.push(['c', error]));
    await turn();
    expect(told).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', new Error('closed')],
    ]);
  });

  it('sends what waits before it ends', () => {
    const { socket, sent } = aSocket();
    socket.write('goodbye');
    socket.end();
    expect(sent).toEqual(['goodbye', 'end']);
  });
});
