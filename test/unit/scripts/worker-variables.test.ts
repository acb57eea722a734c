import { describe, expect, it } from 'vitest';
import { checkVariables, misspeltVariables, workerVariables } from '../../../scripts/dev-stack/worker-variables.ts';
import { createSigningKey } from '../../../scripts/signing-key.ts';
import { Variables } from '../../../workers/platform/variables.ts';

const keys = JSON.stringify({ keys: [createSigningKey()] });

describe('what npm start hands on to the Worker', () => {
  it('is every variable of the configuration that is set, but for those that it sets itself', () => {
    const names = Object.keys(Variables.shape);
    const environment = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
    const own = ['RAGLINE_MODE', 'AUTH_PRIVATE_JWKS', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'];
    const { ...handedOn } = environment;
    for (const name of own) delete handedOn[name];
    expect(workerVariables({ ...environment, PATH: '/bin' })).toEqual(handedOn);
    expect(workerVariables({ CORS_ORIGINS: '', LOG_LEVEL: undefined })).toEqual({});
  });

  it.each([
    [{ LOG_LEVEL: 'verbose' }, /^LOG_LEVEL is not valid: .*"debug"/],
    [{ OPENAI_API_BASE: 'localhost' }, /^OPENAI_API_BASE is not valid/],
    [{ CORS_ORIGINS: 'https://shop.example/' }, /^CORS_ORIGINS holds something that is no origin/],
    [{ CHAT_MONTHLY_TOKENS: 'some' }, /^CHAT_MONTHLY_TOKENS /],
    [{ CHAT_MONTHLY_USD: '5', OPENAI_API_KEY: 'sk' }, /CHAT_MODEL_PRICES has no price/],
  ])('is refused before anything starts when it is wrong: %j', (variables, fault) => {
    expect(() => checkVariables(variables, keys)).toThrow(fault);
    expect(() => checkVariables(variables, keys)).not.toThrow(/\n/);
  });

  it('says of a misspelt variable which one was probably meant', () => {
    const known = { CORS_ORIGINS: 'https://shop.example', PORT: '1', DATABASE_URL: 'x' };
    expect(misspeltVariables({ ...known, HOME: '/', SHELL: 'sh', OPENAI_ORG_ID: 'o' })).toEqual([]);
    expect(misspeltVariables({ CORS_ORIGIN: 'a', OPENAI_BASE_URL: 'b' })).toEqual([
      'CORS_ORIGIN has no effect here: did you mean CORS_ORIGINS?',
      'OPENAI_BASE_URL has no effect here: did you mean OPENAI_API_BASE?',
    ]);
  });
});
