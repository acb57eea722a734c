import { expect, it } from 'vitest';
import { NewPassword } from '../../../contracts/password.ts';
import { CreatePromotion } from '../../../contracts/promotion.ts';

it('states the limits of a password and a percentage in plain words', () => {
  const short = NewPassword.safeParse('short').error?.issues.map(({ message }) => message);
  expect(short).toEqual(['Use at least 15 characters']);
  const promotion = { name: 'Too much', code: 'MUCH', kind: 'percentage', value: 15_000, currency: 'EUR' };
  const large = CreatePromotion.safeParse(promotion).error?.issues.map(({ message }) => message);
  expect(large).toEqual(['a percentage is at most 100 % (10000 basis points)']);
});
