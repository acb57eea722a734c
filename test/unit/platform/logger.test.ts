import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../workers/platform/logger.ts';

function logged(work: (log: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  work(createLogger('debug', (line) => lines.push(line), { request_id: 'r-1' }));
  return lines;
}

const PLANTED = [
  'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'rt_019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70_0123456789abcdef',
  'tk_019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70_abcdef0123456789',
  'rk_019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70_fedcba9876543210',
  'sk-proj-abcdefghijklmnop',
  'anna.schmidt@example.org',
  '4111 1111 1111 1111',
];

describe('the log', () => {
  it('is one line of JSON with correlation ids', () => {
    const [line = ''] = logged((log) => log.with({ tenant_id: 't-1' }).info('request', { status: 200, text: 'a\nb' }));
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      event: 'request',
      request_id: 'r-1',
      tenant_id: 't-1',
      status: 200,
    });
  });

  it.each(PLANTED)('does not let %s through, wherever it stands', (secret) => {
    const lines = logged((log) => {
      log.info('x', { where: `before ${secret} after` });
      log.info('x', { nested: [{ deep: secret }] });
      log.error('x', { error: new Error(`bad ${secret}`, { cause: new Error(secret) }) });
      log.error('x', { error: secret });
    });
    expect(lines.join('\n')).not.toContain(secret);
  });

  it('masks values by their key', () => {
    const lines = logged((log) =>
      log.info('x', { password: 'hunter22', headers: { Authorization: 'Token abc', 'Set-Cookie': 'z=1' } }),
    );
    expect(lines.join()).not.toMatch(/hunter22|Token abc|z=1/);
  });

  it('masks the credentials of a connection string', () => {
    const lines = logged((log) =>
      log.error('x', { error: new Error('cannot reach postgres://ragline:hunter22@db:5432/x') }),
    );
    expect(lines.join()).not.toContain('hunter22');
  });

  it('leaves out the parameters of a failed statement', () => {
    const error = new Error('Failed query: insert into users values ($1)\nparams: Anna,Secret Street 1');
    expect(logged((log) => log.error('x', { error })).join()).not.toContain('Secret Street');
  });

  it('drops records below its level', () => {
    const lines: string[] = [];
    createLogger('warn', (line) => lines.push(line)).info('x');
    expect(lines).toEqual([]);
  });
});
