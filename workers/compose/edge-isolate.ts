import { DoorSettings, SETTINGS_URL } from '../edge/door-settings.ts';
import type { EdgeTier } from '../edge/edge-tier.ts';
import { createLogger } from '../platform/logger.ts';
import { MetricBuffer } from '../platform/metric-buffer.ts';
import { anyMetricShard } from '../platform/metric-shards.ts';
import { createVerifier } from '../platform/tokens.ts';
import type { DoorBindings, DoorIsolate } from './door.ts';
import { newEdgeTier } from './edge-tier.ts';
import { type PageFiles, pageFiles } from './page-files.ts';
import { writeLine } from './write-line.ts';

/** The bindings of wrangler.edge.toml. */
export type EdgeEnv = DoorBindings & Pick<Env, 'ASSETS'> & { CORE: Fetcher };

/** How often the settings are reloaded from the core. A dropped key can still read the menu for this long. */
const SETTINGS_MS = 60_000;
/** And this long after it did not tell them. */
const RETRY_MS = 5_000;

/** The door of an isolate, which also serves files. */
interface EdgeDoor extends DoorIsolate {
  files: PageFiles;
}

const isolates = new WeakMap<EdgeEnv, EdgeIsolate>();

export function edgeIsolateOf(env: EdgeEnv): EdgeIsolate {
  const known = isolates.get(env) ?? new EdgeIsolate();
  isolates.set(env, known);
  return known;
}

/** State that an isolate of the door keeps between requests. */
class EdgeIsolate {
  readonly #edge: EdgeTier = newEdgeTier();
  readonly #metrics = new MetricBuffer();
  readonly #metricShard = anyMetricShard();
  #known: { door: EdgeDoor; text: string; askedAtMs: number } | undefined;
  #failedAtMs = 0;

  /**
   * The door under the core's settings. The first request waits for them, later ones renew them behind their answers.
   * @returns Undefined while the core does not tell them: it must answer everything itself.
   */
  async door(env: EdgeEnv, execution: Pick<ExecutionContext, 'waitUntil'>): Promise<EdgeDoor | undefined> {
    const known = this.#known;
    if (known === undefined) {
      if (Date.now() - this.#failedAtMs < RETRY_MS) return undefined;
      return await this.#ask(env).catch(() => {
        this.#failedAtMs = Date.now();
        return undefined;
      });
    }
    if (Date.now() - known.askedAtMs >= SETTINGS_MS) {
      known.askedAtMs = Date.now();
      execution.waitUntil(
        this.#ask(env).catch((error: unknown) => known.door.log.warn('door_settings_not_renewed', { error })),
      );
    }
    return known.door;
  }

  async #ask({ CORE }: EdgeEnv): Promise<EdgeDoor> {
    const askedAtMs = Date.now();
    const response = await CORE.fetch(SETTINGS_URL);
    const text = await response.text();
    // Under the same settings the tokens that were verified stay known.
    if (text === this.#known?.text) return this.#known.door;
    const settings = DoorSettings.parse(JSON.parse(text));
    const { keys, issuer, audience } = settings;
    const door: EdgeDoor = {
      ...{ edge: this.#edge, metrics: this.#metrics, metricShard: this.#metricShard },
      tokens: { verify: createVerifier({ publicKeys: keys, issuer, audience }) },
      log: createLogger(settings.log_level, writeLine),
      files: pageFiles(settings),
    };
    this.#known = { door, text, askedAtMs };
    return door;
  }
}
