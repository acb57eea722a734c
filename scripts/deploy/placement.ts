/** The placement of the core: in the data centre nearest to a cloud region, or to a host that Cloudflare probes. */
export type Placement = { region: string } | { host: string };

/** Hosts of databases that name their region. */
const REGIONS: ReadonlyArray<{ host: RegExp; provider?: string }> = [
  // ep-cool-name-123.eu-central-1.aws.neon.tech, and …-pooler.eastus2.azure.neon.tech
  { host: /\.(?<region>[a-z0-9-]+)\.(?<provider>aws|azure|gcp)\.neon\.(?:tech|build)$/ },
  // db.abc123.eu-central-1.rds.amazonaws.com
  { host: /\.(?<region>[a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com$/, provider: 'aws' },
  // aws-0-eu-central-1.pooler.supabase.com
  { host: /^(?<provider>aws)-\d+-(?<region>[a-z0-9-]+)\.pooler\.supabase\.com$/ },
];

/** @throws {Error} when `--region` is not of the form that Cloudflare takes. */
export function parseRegion(text: string): Placement {
  if (/^(?:aws|gcp|azure):[a-z0-9-]+$/.test(text)) return { region: text };
  throw new Error(
    `--region ${text}: say provider and region, as in aws:eu-central-1, gcp:europe-west1 or azure:westeurope`,
  );
}

/**
 * The placement beside a database: its region where its host names one, else the host itself, which Cloudflare probes.
 * https://developers.cloudflare.com/workers/configuration/placement/
 * @returns Undefined for an invalid address or one of this machine.
 */
export function placementBeside(connectionString: string): Placement | undefined {
  const { hostname, port } = URL.parse(connectionString) ?? {};
  if (!hostname || /^(?:localhost|127\.|\[|10\.|192\.168\.)/.test(hostname)) return undefined;
  for (const { host, provider } of REGIONS) {
    const found = host.exec(hostname)?.groups;
    if (found !== undefined) return { region: `${provider ?? found.provider}:${found.region}` };
  }
  return { host: `${hostname}:${port || 5432}` };
}

export const describePlacement = (placement: Placement): string =>
  'region' in placement ? placement.region : `the host ${placement.host}`;
