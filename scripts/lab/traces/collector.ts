import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/support/until.ts';
import { anyFreePort } from '../../dev-stack/ports.ts';

const LIMIT_MS = 60_000;

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts an OpenTelemetry Collector that forwards spans as JSON to `readerUrl`.
 * @param command Path of a collector with otlpreceiver and otlphttpexporter, as its own builder makes it
 * (`go install go.opentelemetry.io/collector/cmd/builder@latest`).
 */
export async function startCollector(command: string, readerUrl: string): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), 'ragline-collector-'));
  const port = await anyFreePort();
  const config = join(folder, 'collector.yaml');
  writeFileSync(
    config,
    `receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:${port} } } } }
exporters: { otlp_http: { endpoint: ${readerUrl}, encoding: json, compression: none } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: { receivers: [otlp], exporters: [otlp_http] } }
`,
  );
  const child = spawn(command, ['--config', config], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
    child.on('error', () => resolve());
  });
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () =>
    await fetch(url).then(
      () => child.exitCode === null,
      () => false,
    );
  try {
    await until(isUp, (up) => up, LIMIT_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
