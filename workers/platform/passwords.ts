import { Buffer } from 'node:buffer';
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt with N=2^15, r=8, p=3: 32 MiB, so that it fits a Worker, at the strength of OWASP's Password Storage
 * Cheat Sheet. PBKDF2 is capped below OWASP's count by the platform.
 */
const LOG_N = 15;
const BLOCK_SIZE = 8;
const PARALLELISM = 3;
const KEY_BYTES = 32;

/** A PHC string: `$scrypt$ln=15,r=8,p=3$salt$hash`, both unpadded base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, LOG_N, BLOCK_SIZE, PARALLELISM);
  return `$scrypt$ln=${LOG_N},r=${BLOCK_SIZE},p=${PARALLELISM}$${unpadded(salt)}$${unpadded(hash)}`;
}

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Returns whether the password matches the hash. A missing account is checked against a decoy in equal time. */
export async function verifyPassword(password: string, storedHash: string | undefined): Promise<boolean> {
  const [, logN, r, p, salt, hash] = PHC.exec(storedHash ?? DECOY) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('a stored password hash is not in PHC form');
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), Number(logN), Number(r), Number(p));
  return expected.length === actual.length && timingSafeEqual(expected, actual) && storedHash !== undefined;
}

const DECOY = `$scrypt$ln=${LOG_N},r=${BLOCK_SIZE},p=${PARALLELISM}$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(43)}`;

function derive(password: string, salt: Uint8Array, logN: number, r: number, p: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: 2 ** logN, r, p, maxmem: 256 * r * 2 ** logN };
    // NFKC, so that a password typed on another keyboard still matches: NIST SP 800-63B, section 3.1.1.2.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
