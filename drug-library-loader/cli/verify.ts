import type { Command } from 'commander';
import { verifyLibrary } from '../signature/verify';
import { readTrust, readWhole } from './key-file';
import { orRefuse } from './refusal-screen';
import { UsageError } from './usage-error';
import { dateOption, sayVerification } from './verification-screen';

interface Options {
  trust: string;
  release?: boolean;
  highest?: string;
  date?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('verify')
    .summary('who signed what and when, and whether a pump takes it')
    .description(
      'Judges a signed library as a pump does, by the same code, and refuses what a pump refuses, with its code. Then it reads every entry ' +
        'once. The time of a signature is what the signer’s computer said.',
    )
    .argument('<file>', 'signed library')
    .requiredOption('--trust <file>', 'trust list (trust.json) of the pumps')
    .option('--highest <sequence[:sha256]>', 'highest release of this library that the pump has taken')
    .option('--release', 'as a pump in clinical use: demonstration keys are refused')
    .option('--date <day>', 'as on this day (2026-11-23) instead of today')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Exit code: 0 taken, 1 refused, 2 usage.

Examples:
  drug-library verify hospital.dlib --trust demonstration-keys/trust.json
  drug-library verify hospital.dlib --trust trust.json --release --highest 41`,
    )
    .action((path: string, options: Options) =>
      orRefuse(options.json, () => {
        const { release } = options;
        const at = dateOption(options.date);
        const highest = highestOption(options.highest);
        const trust = readTrust(options.trust);
        sayVerification(verifyLibrary(readWhole(path), { trust, at, release, highest }), options.json);
      }),
    );
}

/** The release that `--highest` names. */
export function highestOption(text: string | undefined): { sequence: number; digest?: Buffer } | undefined {
  if (text === undefined) return undefined;
  const parts = /^(\d{1,10})(?::([0-9a-f]{64}))?$/.exec(text);
  if (!parts)
    throw new UsageError('--highest wants a sequence, or sequence:sha256 in lower-case hexadecimal');
  return { sequence: Number(parts[1]), ...(parts[2] ? { digest: Buffer.from(parts[2], 'hex') } : {}) };
}
