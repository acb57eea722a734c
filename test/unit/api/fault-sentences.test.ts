import { expect, it } from 'vitest';
import { NewPassword } from '../../../contracts/password.ts';
import { CreatePromotion } from '../../../contracts/promotion.ts';

it('says what a password and a percentage may be, in words of the person who types them', () => {
  const short = NewPassword.safeParse('short').error?.issues.map(({ message }) => message);
  expect(short).toEqual(['Use at least 15 characters']);
  const promotion = { name: 'Too much', code: 'MUCH', kind: 'percentage', value: 15_000, currency: 'EUR' };
  const large = CreatePromotion.safeParse(promotion).error?.issues.map(({ message }) => message);
  expect(large).toEqual(['a percentage is at most 100 % (10000 basis points)']);
});
