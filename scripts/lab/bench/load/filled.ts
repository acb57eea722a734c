/**
 * The request with each `{0.cart.id}` of its path and body replaced by that value of the earlier answers.
 * @throws when the answers hold no text or number there.
 */
export function filled<R extends { path: string; body?: string }>(request: R, answers: readonly unknown[]): R {
  if (answers.length === 0) return request;
  const fill = (text: string) => text.replaceAll(/\{(\d+(?:\.\w+)+)\}/g, (_, way: string) => valueAt(answers, way));
  const body = request.body === undefined ? {} : { body: fill(request.body) };
  return { ...request, path: fill(request.path), ...body };
}

function valueAt(answers: readonly unknown[], way: string): string {
  const value = way
    .split('.')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), answers);
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`no answer has a value at ${way}`);
  return String(value);
}
