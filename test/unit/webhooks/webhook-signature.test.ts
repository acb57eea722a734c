import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signWebhook } from '../../../workers/domain/webhooks/sign-webhook.ts';
import { newWebhookSecret, secretBytes } from '../../../workers/domain/webhooks/webhook-secret.ts';

const body = '{"type":"order_created","data":{"name":"Crème brûlée 🍮"}}';

describe('a signature', () => {
  it('equals the specification’s example', async () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    };
    expect(await signWebhook(message)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is verified by the library, with either secret while two sign', async () => {
    const [fresh, old, foreign] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const headers = await signWebhook({ id: 'e1', at: new Date(), body, secrets: [fresh, old] });
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2);
    expect(new Webhook(fresh).verify(body, headers)).toEqual(JSON.parse(body));
    expect(new Webhook(old).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(foreign).verify(body, headers)).toThrow('No matching signature');
    expect(() => new Webhook(fresh).verify(body.replace('order', 'order '), headers)).toThrow('No matching signature');
    expect(() => new Webhook(fresh).verify(body, { ...headers, 'webhook-id': 'e2' })).toThrow('No matching signature');
  });
});

describe('a secret', () => {
  it('is 32 random bytes, different each time', () => {
    const secrets = Array.from({ length: 50 }, newWebhookSecret);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(secretBytes(secret)).toHaveLength(32);
    }
    expect(new Set(secrets).size).toBe(50);
  });
});
