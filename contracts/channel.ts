import { isGuest, type Principal } from './identity.ts';

/**
 * A channel stays open after its request was admitted: a socket, a stream, a running answer, a ticket. It
 * belongs to the login that opened it, and ends with it.
 */
export interface ChannelPrincipal {
  userId: string;
  /** Absent for guests and API keys, which are one login each. */
  sessionId?: string | undefined;
}

/** The id under which a revocation names a channel's owner: of the session, else of the guest or the API key. */
export const ownerOf = ({ userId, sessionId }: ChannelPrincipal): string => sessionId ?? userId;

/** A committed revocation that the tenant's hub has not carried out yet. */
export interface PendingRevocation {
  id: string;
  /** As `ownerOf` names them. */
  owners: string[];
}

/** The channels that an owner has open at a conversation, as its session reports them to the hub. */
export interface ChatChannel {
  conversationId: string;
  owner: string;
  /** Open sockets, the one that is being opened included. */
  sockets: number;
  /** While a socket is being opened: how many the owner may have over all conversations. */
  maxSockets?: number | undefined;
  /** The hub forgets the channel then. */
  expiresAtMs: number;
}

/** `revoked`: the owner's rights have just ended. `full`: this would be more sockets than the owner may have. */
export type ChatChannelAnswer = 'open' | 'revoked' | 'full';

/** The most sockets of a guest and of any other principal: event streams at one object, chat sockets in the tenant. */
export const MAX_SOCKETS = { guest: 10, other: 50 } as const;

export const maxSocketsOf = (principal: Principal): number => MAX_SOCKETS[isGuest(principal) ? 'guest' : 'other'];
