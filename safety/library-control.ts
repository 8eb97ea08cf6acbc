// Configuration control of the demonstration library, as the hospital's own commands tell it: who signed, what changed
// against the base, and which slips each of the two would stop.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Coverage {
  entries: number;
  rows: number;
  slips: { id: string; short: string; text: string }[];
  totals: {
    bySlip: Record<string, Tally>;
    all: Tally;
    tenfold: Tally;
    usualDoses: number;
    falseAlerts: number;
    withoutUsualDose: number;
  };
}

export interface Tally {
  stopped: number;
  alerted: number;
  missed: number;
}

export interface Change {
  kind: string;
  careArea?: string;
  entry?: string;
  what?: string;
  before?: string;
  after?: string;
  fold?: number;
  hard?: boolean;
  reason?: string;
}

export interface Verification {
  accepted: boolean;
  text: string;
  manifest: Record<string, string | number>;
  signers: { keyId: string; role: string; person: string; demonstration: boolean; at: string }[];
}

export interface LibraryControl {
  verification: Verification;
  changes: Change[];
  counts: Record<string, number>;
  before: Coverage;
  after: Coverage;
}

/** Runs the commands in a folder of its own; findings (exit code 1) are answers, anything worse throws. */
export async function libraryControl(root: string): Promise<LibraryControl> {
  const program = join(root, 'drug-library-loader/bin/drug-library.js');
  const base = join(root, 'drug-library-loader/libraries/demonstration-base');
  const hospital = join(root, 'drug-library-loader/libraries/demonstration-hospital');
  const folder = mkdtempSync(join(tmpdir(), 'safety-library-'));
  const env = { ...process.env, DRUG_LIBRARY_PASSPHRASE: 'demonstration', NO_COLOR: '1' };

  async function command(...words: string[]): Promise<string> {
    try {
      const { stdout } = await run(process.execPath, [program, ...words], {
        cwd: folder,
        env,
        maxBuffer: 1 << 28,
      });
      return stdout;
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      if (code === 1 && stdout) return stdout;
      throw new Error(`drug-library ${words.join(' ')} ended with ${code}: ${stderr}`);
    }
  }

  try {
    const [before, after, diff] = await Promise.all([
      command('coverage', base, '--json'),
      command('coverage', hospital, '--json'),
      command('diff', base, hospital, '--json'),
    ]);
    await command('build', hospital, '-o', 'hospital.dlib');
    await command('keys', 'demo');
    await command('sign', 'hospital.dlib', '--key', 'demonstration-keys/demo-1-author.pem');
    await command('sign', 'hospital.dlib', '--key', 'demonstration-keys/demo-2-approver.pem');
    const verification = await command(
      'verify',
      'hospital.dlib',
      '--trust',
      'demonstration-keys/trust.json',
      '--json',
    );
    const { changes, counts } = JSON.parse(diff);
    return {
      verification: JSON.parse(verification),
      changes,
      counts,
      before: JSON.parse(before),
      after: JSON.parse(after),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
