/** A response as it was sent, for an identical replay. */
export interface StoredResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}
