/** The owners whose open channels end: guests and API keys by `userIds`, and sessions by `sessionIds`. */
export interface Revocation {
  userIds: readonly string[];
  sessionIds: readonly string[];
}
