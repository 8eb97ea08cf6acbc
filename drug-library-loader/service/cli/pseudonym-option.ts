import { readWhole } from '../../cli/key-file';
import { UsageError } from '../../cli/usage-error';
import { Pseudonyms } from '../pseudonym';

const LEAST = 16;

/** Pseudonyms by the key in a file, else by one that is drawn and forgotten. */
export function pseudonymsBy(path: string | undefined): Pseudonyms {
  if (path === undefined) return new Pseudonyms();
  const key = readWhole(path);
  if (!(key.length >= LEAST))
    throw new UsageError(
      `${path} has ${key.length} bytes: a key for pseudonyms wants ${LEAST} at least, better 32 random ones`,
    );
  return new Pseudonyms(key);
}
