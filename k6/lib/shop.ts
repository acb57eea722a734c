import { check } from 'k6';
import http from 'k6/http';

/**
 * The demo shop of a started system, and who uses it. K6_TARGET is its URL (http://127.0.0.1:8787 when unset).
 */
export const TARGET = __ENV.K6_TARGET ?? 'http://127.0.0.1:8787';
const SLUG = 'bistro';
const PASSWORD = 'ragline-demo';
/** The shield allows each user 100 requests a second. */
const GUESTS = Number(__ENV.K6_GUESTS ?? 40);

export interface Shop {
  /** Access tokens of guests, who browse, order and chat. */
  guests: string[];
  /** An access token of the shop's staff, who follow new orders. */
  staff: string;
  productIds: string[];
  skus: string[];
}

const json = { 'content-type': 'application/json' };

/** Lifts the limits on guests' unconfirmed orders: all guests of a run have one address. */
const NO_LIMITS = {
  ...{ guest_max_open_orders: null, guest_max_open_units: null },
  ...{ address_max_open_orders: null, address_max_open_units: null },
};

/** Logs in, lifts the limits on guests' orders, opens guest sessions and reads the menu: for a script's `setup`. */
export function openShop(): Shop {
  const lifted = http.patch(`${TARGET}/v1/tenant/order-settings`, JSON.stringify(NO_LIMITS), {
    headers: withJson(logIn('owner')),
  });
  if (lifted.status !== 200) throw new Error(`the order settings were answered ${lifted.status}: ${lifted.body}`);
  const staff = logIn('staff');
  const guests = Array.from({ length: GUESTS }, () => {
    const guest = http.post(`${TARGET}/v1/auth/guest`, JSON.stringify({ tenant_slug: SLUG }), { headers: json });
    if (guest.status !== 200) throw new Error(`a guest was answered ${guest.status}: ${guest.body}`);
    return String(guest.json('access_token'));
  });
  const menu = http.get(`${TARGET}/v1/products?limit=50&available=true`, { headers: bearer(staff) });
  if (menu.status !== 200) throw new Error(`the menu was answered ${menu.status}`);
  // Those whose stock does not run out, and that need no choice.
  const products = (menu.json('data') as unknown as Product[]).filter(
    ({ stock, option_groups }) => stock === null && option_groups.length === 0,
  );
  return { guests, staff, productIds: products.map(({ id }) => id), skus: products.map(({ sku }) => sku) };
}

function logIn(role: 'owner' | 'staff'): string {
  const login = http.post(
    `${TARGET}/v1/auth/login`,
    JSON.stringify({ tenant_slug: SLUG, email: `${role}@${SLUG}.test`, password: PASSWORD }),
    { headers: json },
  );
  if (login.status !== 200) throw new Error(`login was answered ${login.status}: ${login.body}`);
  return String(login.json('access_token'));
}

interface Product {
  id: string;
  sku: string;
  stock: number | null;
  option_groups: unknown[];
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const withJson = (token: string) => ({ ...bearer(token), ...json });

export function oneOf<T>(values: readonly T[]): T {
  const value = values[Math.floor(Math.random() * values.length)];
  if (value === undefined) throw new Error('there is none to choose from');
  return value;
}

/** Checks that a response is a success or a refusal with Retry-After, the only answers allowed under overload. */
export function isSound(response: http.RefinedResponse<http.ResponseType | undefined>, done: number): boolean {
  return check(response, {
    'done, or refused with Retry-After': ({ status, headers }) =>
      status === done || ((status === 429 || status === 503) && headers['Retry-After'] !== undefined),
  });
}
