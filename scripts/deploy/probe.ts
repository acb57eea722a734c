const TIMEOUT_MS = 10_000;

/**
 * Returns whether a deployed Worker answers `/readyz` with 200; of a version that has only a share of the traffic, that
 * very one. https://developers.cloudflare.com/workers/versions-and-deployments/gradual-deployments/#version-overrides
 */
export async function isReady(url: string, version?: { worker: string; versionId: string }): Promise<boolean> {
  try {
    const response = await fetch(new URL('/readyz', url), {
      headers:
        version === undefined
          ? {}
          : { 'Cloudflare-Workers-Version-Overrides': `${version.worker}="${version.versionId}"` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}
