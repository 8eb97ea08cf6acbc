import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './usage-error';

export const PASSPHRASE_VARIABLE = 'DRUG_LIBRARY_PASSPHRASE';

/** The first line of `--passphrase-file`, else the environment's, else asked for without echo (twice for a new key). */
export async function passphrase(file: string | undefined, isNew = false): Promise<string> {
  if (file !== undefined) {
    try {
      return readFileSync(file, 'utf8').split(/\r?\n/)[0];
    } catch (error) {
      throw new UsageError(`cannot read the passphrase: ${(error as Error).message}`);
    }
  }
  const given = process.env[PASSPHRASE_VARIABLE];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `there is no terminal to ask for the passphrase: set ${PASSPHRASE_VARIABLE} or give --passphrase-file`,
    );
  }
  const typed = await ask('Passphrase of the key: ');
  if (isNew && (await ask('The same once more: ')) !== typed)
    throw new UsageError('the two passphrases differ');
  return typed;
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const stop = new AbortController();
  terminal.once('SIGINT', () => stop.abort());
  try {
    return await terminal.question('', { signal: stop.signal });
  } catch {
    throw new UsageError('stopped');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
