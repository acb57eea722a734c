import { Scope } from '../../../contracts/api-key.ts';
import type { Permission } from '../../../contracts/identity.ts';
import { answer, call } from '../../support/tenant.ts';

export interface Operation {
  operationId: string;
  method: string;
  path: string;
  isAuthenticated: boolean;
  /** A JSON body; a body of another kind has a suite of its own. */
  hasBody: boolean;
  /** It answers 201. */
  creates: boolean;
  /** It takes an `Idempotency-Key`. */
  takesKey: boolean;
  /** The example of the body in the document, as JSON. */
  example: string;
  /** The caller that the document requires. */
  permission: Permission | 'any';
}

type Documented = {
  operationId: string;
  description: string;
  security?: object[];
  parameters?: Array<{ name: string }>;
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, object>;
};

/** The route table, from the document that the routes themselves make. */
export async function allOperations(): Promise<Operation[]> {
  const document = await answer<{ paths: Record<string, Record<string, Documented>> }>(
    await call('GET', '/openapi.json'),
    200,
  );
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      method: method.toUpperCase(),
      path: path.replaceAll(
        /\{\w+\}/g,
        path.includes('/chat/') ? 'nobody-has-this' : '019ab0c4-6f1e-7c3a-9d55-2f4a1b6c8e70',
      ),
      // An empty requirement makes the token optional: such an operation is open to all.
      isAuthenticated:
        (operation.security ?? []).length > 0 &&
        operation.security?.every((requirement) => Object.keys(requirement).length > 0) === true,
      hasBody: operation.requestBody?.content['application/json'] !== undefined,
      creates: '201' in operation.responses,
      takesKey: operation.parameters?.some(({ name }) => name === 'idempotency-key') === true,
      example: JSON.stringify(operation.requestBody?.content['application/json']?.example ?? {}),
      permission: permissionOf(operation),
    })),
  );
}

function permissionOf({ description }: Documented): Permission | 'any' {
  const [, named] = /Needs `([a-z:-]+)`/.exec(description) ?? [];
  return Scope.safeParse(named).data ?? 'any';
}

export const guardedOperations = async (): Promise<Operation[]> =>
  (await allOperations()).filter(({ isAuthenticated }) => isAuthenticated);

export const sendTo = (operation: Operation, headers: Record<string, string>, body = '{}'): Promise<Response> =>
  call(operation.method, operation.path, {
    ...(operation.hasBody ? { raw: body } : {}),
    headers: { ...(operation.hasBody ? { 'content-type': 'application/json' } : {}), ...headers },
  });
