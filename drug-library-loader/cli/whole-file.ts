import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usage-error';

/**
 * Writes a file whole or not at all: to a temporary file beside it, to the disk, then renamed. `mode` as in chmod (0o600 for keys).
 * Throws a UsageError where the folder is missing or cannot be written to.
 */
export function writeWhole(path: string, content: Uint8Array | string, mode = 0o644): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${path} is a folder; name a file in it`);
  }
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  let file: number;
  try {
    file = openSync(part, 'wx', mode);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
  }
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
    closeSync(file);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
