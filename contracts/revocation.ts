/** Whose open channels end: those of the guests and API keys in `userIds`, and those of the sessions in `sessionIds`. */
export interface Revocation {
  userIds: readonly string[];
  sessionIds: readonly string[];
}
