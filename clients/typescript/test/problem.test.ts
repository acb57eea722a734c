import { expect, it } from 'vitest';
import { errorOf, RaglineError, unwrap } from '../src/problem.ts';
import { json, problem } from './fakes.ts';

const refused = async (response: Response, error: unknown) =>
  await unwrap(Promise.resolve({ error, response })).catch((thrown: unknown) => thrown);

it('returns the data of a call', async () => {
  expect(await unwrap(Promise.resolve({ data: { id: 'o1' }, response: json({})() }))).toEqual({ id: 'o1' });
});

it('throws what the API says, with its code and all of the problem', async () => {
  const said = { title: 'The quote cannot be kept', status: 409, code: 'quote_changed', quote: { id: 'q2' } };
  const error = await refused(json(said, 409)(), said);
  expect(error).toBeInstanceOf(RaglineError);
  expect(error).toMatchObject({ code: 'quote_changed', status: 409, message: said.title, problem: said });
});

it.each([
  [502, 'unavailable'],
  [404, 'malformed_request'],
])('names an answer of %i that is no problem', async (status, code) => {
  const proxy = () => new Response('<html>', { status });
  expect(await refused(proxy(), '<html>')).toMatchObject({ code, status });
  expect(await errorOf(proxy())).toMatchObject({ code, status });
});

it('reads a problem from an answer', async () => {
  expect(await errorOf(problem('not_found', 404)())).toMatchObject({ code: 'not_found', status: 404 });
});
