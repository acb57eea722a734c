import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const OUTPUT = 'dist/ragline.cdx.json';
/** The parts of a CycloneDX document that are counted or corrected; the rest passes through. */
const Bom = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(z.looseObject({ purl: z.string() })),
});

/**
 * Writes the bill of materials, CycloneDX 1.5, of everything in the lockfile: `npm run supply-chain -- sbom`. A tool, of which
 * nothing is shipped, has the property `cdx:npm:package:development`.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
const bom = Bom.parse(
  JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })),
);
// npm names it after the folder that the checkout happens to be in.
bom.metadata.component.name = 'ragline';
mkdirSync(`${root}dist`, { recursive: true });
writeFileSync(`${root}${OUTPUT}`, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`sbom: ${bom.components.length} components in ${OUTPUT}`);
