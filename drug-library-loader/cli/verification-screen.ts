import { dayNumber, dayText } from '../signature/trust';
import type { Verification } from '../signature/verify';
import { colours, grouped, plural, say, sayJson, sayNotice } from './screen';
import { UsageError } from './usage-error';

/** The day that `--date` names, else today. */
export function dateOption(text: string | undefined): Date {
  if (text === undefined) return new Date();
  if (Number.isNaN(dayNumber(text)))
    throw new UsageError(`--date ${text} is not a day: write it as 2026-11-23`);
  return new Date(`${text}T12:00:00`);
}

/** Who signed what and when, and what a pump says to it. Exit code 1 where it refuses. */
export function sayVerification(verification: Verification, json: boolean | undefined): void {
  const { accepted, code, text, notice, manifest, signers, demonstration } = verification;
  if (!accepted) process.exitCode = 1;
  const digest = manifest && Buffer.from(manifest.digest as Uint8Array).toString('hex');
  if (json) {
    sayJson({ ...verification, ...(manifest ? { manifest: { ...manifest, digest } } : {}) });
    return;
  }
  sayNotice({ demonstration: demonstration !== undefined, notice: demonstration ?? '' });
  const row = (name: string, value: string) => say(`  ${colours.dim(name.padEnd(13))} ${value}`);
  if (manifest) {
    say(`${colours.bold(manifest.library)} ${manifest.version}`);
    row('organisation', manifest.organisation);
    row('sequence', String(manifest.sequence));
    row('bytes', grouped(manifest.length));
    row('SHA-256', String(digest));
    // A trust list has neither dates nor limits.
    if (manifest.effective > 0) {
      row('valid', `from ${dayText(manifest.effective)}, review by ${dayText(manifest.reviewBy)}`);
      row('waivers', String(manifest.waivers));
      row('widened', plural(manifest.widened, 'hard limit'));
    }
  }
  for (const { role, person, keyId, at, revoked, demonstration } of signers) {
    const notes = [revoked && `revoked: ${revoked}`, demonstration && 'demonstration key'].filter(Boolean);
    row(
      role,
      `${person ?? colours.red('unknown')}, key ${keyId}, ${at}${notes.map((note) => `, ${note}`).join('')}`,
    );
  }
  if (signers.length === 0) say('This file is not signed, or it is damaged.');
  if (notice) say(colours.yellow(`  Code ${notice.code}: ${notice.text}.`));
  if (accepted) say(colours.green('A pump with this trust list takes it.'));
  else say(colours.bold(colours.red(`A pump with this trust list refuses it. Code ${code}: ${text}.`)));
}
