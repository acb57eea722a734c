import { isGuest, type Key, loginOf, type Person, ROLES } from '../../contracts/identity.ts';
import { postgresFault } from './postgres-error.ts';
import { ProblemError } from './problem-error.ts';

type ActorPrincipal = Pick<Person, 'tenantId' | 'userId' | 'roles' | 'kind' | 'sessionId'> | Omit<Key, 'expiresAt'>;

/** The actor of a transaction. The database refuses the transaction when the actor may no longer act. */
export interface Actor {
  principal: ActorPrincipal;
  /**
   * The credential that must still be valid: the session, API key or guest or, for work that runs later, its account.
   */
  proof: 'session' | 'account';
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A UUID as a SQL literal. @throws for any other text: nothing else may be put into a statement by hand. */
export function uuidLiteral(id: string): string {
  if (!UUID.test(id)) throw new Error('a scope needs UUIDs in lower case');
  return `'${id}'`;
}

/** The statement that refuses an actor who may no longer act (migration 0041). It returns no rows. */
export const requireActorStatement = (actor: Actor): string => `CALL require_actor(${argumentsOf(actor)})`;

/** The same check before `COMMIT`: what commits was allowed at that moment. */
export const confirmActorStatement = (actor: Actor): string => `CALL confirm_actor(${argumentsOf(actor)})`;

function argumentsOf({ principal, proof }: Actor): string {
  const { userId } = principal;
  const sessionId = loginOf(principal);
  const roles = ROLES.filter((role) => principal.roles.includes(role));
  const session = sessionId === undefined ? 'NULL' : uuidLiteral(sessionId);
  return `'${kindOf(principal, proof)}', ${uuidLiteral(userId)}, ${session}, '{${roles.join()}}'`;
}

function kindOf(principal: Actor['principal'], proof: Actor['proof']): string {
  if (proof === 'account') return 'account';
  if (principal.kind === 'api_key') return 'api_key';
  return isGuest(principal) ? 'guest' : 'person';
}

/** The API error for a refused actor; undefined for any other error. */
export function actorRefusal(error: unknown): ProblemError | undefined {
  switch (postgresFault(error)?.code) {
    case 'RL001':
      return new ProblemError('session_ended', 'This session has ended. Log in again.', { cause: error });
    case 'RL002':
      return new ProblemError('unauthenticated', 'This guest has registered an account. Log in.', { cause: error });
    case 'RL003':
      return new ProblemError('unauthenticated', 'The API key is unknown, revoked or expired. Create a new one.', {
        cause: error,
      });
    case 'RL004':
      return tenantSuspended(error);
    default:
      return undefined;
  }
}

export const tenantSuspended = (cause?: unknown): ProblemError =>
  new ProblemError('tenant_suspended', 'The operator has suspended this tenant. Its owner can ask the operator why.', {
    cause,
  });
