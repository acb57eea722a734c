import { describe, expect, it } from 'vitest';
import { requireUncommonPassword } from '../../../workers/domain/auth/password-policy.ts';
import { ProblemError } from '../../../workers/platform/problem-error.ts';

const context = ['trattoria-uno', 'anna.schmidt@example.org'];
const attempt = (password: string) => () => requireUncommonPassword(password, context);

describe('a new password', () => {
  it.each([
    'a long enough password',
    'correct horse battery',
    'violet tram under the pear tree',
    '839204710293846',
    'zkqvhwtmbxjdnfr',
    'пароль из пятнадцати слов',
    'パスワードは十五文字以上必要です',
    'Nine! lives? of: a; cat,',
  ])('may be %s, whatever it is composed of', (password) => {
    expect(attempt(password)).not.toThrow();
  });

  it.each([
    'passwordpassword',
    'Password1234567890',
    'p a s s w o r d 123456',
    'iloveyou-iloveyou',
    'qwertyuiopasdfghjkl',
    'correct horse battery staple',
    '123456789012345',
    '987654321987654321',
    'aaaaaaaaaaaaaaaaaaaa',
    'abcdefghijklmnopq',
    'hahahahahahahahaha',
    'ＰＡＳＳＷＯＲＤｐａｓｓｗｏｒｄ',
    'trattoriauno2026!',
    'anna.schmidt.anna.schmidt',
    'SchmidtTrattoria123',
  ])('may not be %s', (password) => {
    expect(attempt(password)).toThrow('too easy to guess');
  });

  it('is counted in characters as people see them, and refused at its path', () => {
    for (const short of ['zkqvhwtmbxjdnf', '🍕🍣🥑🍇🌶🥨🍜🧀']) expect(attempt(short)).toThrow('at least 15');
    try {
      attempt('passwordpassword')();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ProblemError);
      expect(error).toMatchObject({ code: 'invalid_request', errors: [{ path: 'password' }] });
    }
  });
});
