import { z } from 'zod';

/** NIST SP 800-63B-4, section 3.1.1.2: 15 where the password is the only factor, and at least 64 are taken. */
export const MIN_PASSWORD_LENGTH = 15;
const MAX_PASSWORD_LENGTH = 128;

/** A new password. The domain compares it with the list of common ones. */
export const NewPassword = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `Use at least ${MIN_PASSWORD_LENGTH} characters`)
  .max(MAX_PASSWORD_LENGTH, `Use at most ${MAX_PASSWORD_LENGTH} characters`)
  .meta({
    format: 'password',
    description: 'Any characters, spaces included; common and repetitive passwords are refused.',
    example: 'correct horse battery',
  });
