import type { Command } from 'commander';
import { dayOf, signTrust } from '../signature/sign';
import { splitSigned } from '../signature/signed-file';
import { type TrustFile, dayText, encodeTrust, readTrustFile, withKey, withoutKey } from '../signature/trust';
import { verifyTrust } from '../signature/verify';
import { openKeyFile, readPublicKey, readTrust, readWhole, refuseExisting } from './key-file';
import { PASSPHRASE_VARIABLE } from './passphrase';
import { orRefuse } from './refusal-screen';
import { colours, plural, say } from './screen';
import { dateOption, sayVerification } from './verification-screen';
import { writeWhole } from './whole-file';

/** "2031-11-23": the same day so many years later. */
export function inYears(date: Date, years: number): string {
  const day = new Date(date);
  day.setFullYear(day.getFullYear() + years);
  return dayText(dayOf(day));
}

export function register(program: Command): void {
  const trust = program
    .command('trust')
    .summary('the list of keys that pumps trust')
    .addHelpText(
      'after',
      `
The way of a trust list:
  trust new --organisation "Example Trust" trust.json
  trust add trust.json p-0421-author.public.json
  trust add trust.json p-0077-approver.public.json
  trust encode trust.json -o trust.cbor          goes into the pumps when they are built
Later, copy trust.json, change the copy (add, revoke), and let the pumps that are out there have it:
  trust encode next.json -o next.cbor
  trust sign next.cbor --key p-0421-author.pem --trust trust.json
  trust sign next.cbor --key p-0077-approver.pem --trust trust.json
  trust verify next.cbor --trust trust.json`,
    );

  trust
    .command('new')
    .summary('an empty trust list')
    .argument('<file>', 'trust.json to write')
    .requiredOption('--organisation <name>', "as in the library's source")
    .action((path: string, options: { organisation: string }) =>
      orRefuse(false, () => {
        refuseExisting([path]);
        write(path, { organisation: options.organisation, sequence: 1, keys: [] });
      }),
    );

  trust
    .command('add')
    .summary("trust a key, from its owner's public part")
    .argument('<file>', 'trust.json; its sequence rises by one')
    .argument('<public>', 'PERSON-ROLE.public.json')
    .option('--from <day>', 'first day on which a library signed with it is taken (default: today)')
    .option('--until <day>', 'last such day (default: in two years)')
    .action((path: string, publicPath: string, options: { from?: string; until?: string }) =>
      orRefuse(false, () => {
        const now = new Date();
        const key = readPublicKey(publicPath);
        const from = options.from ?? inYears(now, 0);
        write(path, withKey(readTrust(path), key, from, options.until ?? inYears(now, 2)));
      }),
    );

  trust
    .command('revoke')
    .summary('take nothing signed with this key any more')
    .argument('<file>', 'trust.json; its sequence rises by one')
    .argument('<key-id>', '16 hexadecimal digits')
    .requiredOption('--reason <text>', 'why, for those who read the list later')
    .action((path: string, id: string, options: { reason: string }) =>
      orRefuse(false, () => write(path, withoutKey(readTrust(path), id, options.reason))),
    );

  trust
    .command('encode')
    .summary('the form that a pump reads')
    .argument('<file>', 'trust.json')
    .requiredOption('-o, --output <file>', 'where to write it')
    .action((path: string, options: { output: string }) =>
      orRefuse(false, () => {
        const list = readTrust(path);
        const bytes = encodeTrust(list);
        writeWhole(options.output, bytes);
        say(
          `${colours.bold(options.output)}: sequence ${list.sequence}, ${plural(list.keys.length, 'key')}, ${bytes.length} bytes`,
        );
      }),
    );

  trust
    .command('sign')
    .summary('sign a new list with keys of the list that the pumps have now')
    .argument('<file>', 'as "trust encode" wrote it, or signed by the author')
    .requiredOption('--key <file>', "your key's private part (PERSON-ROLE.pem)")
    .requiredOption('--trust <file>', 'trust.json that the pumps have now')
    .option('-o, --output <file>', 'write another file instead of adding to this one')
    .option('--passphrase-file <file>', `first line is the passphrase (or ${PASSPHRASE_VARIABLE}, or typed)`)
    .action(
      (path: string, options: { key: string; trust: string; output?: string; passphraseFile?: string }) =>
        orRefuse(false, async () => {
          const file = readWhole(path);
          const current = readTrust(options.trust);
          const key = await openKeyFile(options.key, options.passphraseFile);
          const signed = signTrust(file, key, { trust: current, at: new Date() });
          writeWhole(options.output ?? path, signed);
          const count = splitSigned(signed)?.signatures.length;
          say(`${colours.bold(options.output ?? path)}: signed by ${key.role} ${key.person}`);
          say(count === 2 ? colours.green('both have signed') : 'the approver is still to sign');
        }),
    );

  trust
    .command('verify')
    .summary('whether pumps with the current list take the new one')
    .argument('<file>', 'signed list')
    .requiredOption('--trust <file>', 'trust.json that the pumps have now')
    .option('--release', 'as a pump in clinical use: demonstration keys are refused')
    .option('--date <day>', 'as on this day (2026-11-23) instead of today')
    .option('--json', 'for programs')
    .action((path: string, options: { trust: string; release?: boolean; date?: string; json?: boolean }) =>
      orRefuse(options.json, () => {
        const at = dateOption(options.date);
        const { release } = options;
        sayVerification(
          verifyTrust(readWhole(path), { trust: readTrust(options.trust), at, release }),
          options.json,
        );
      }),
    );
}

/** Writes a list after reading it back, so that no command leaves one behind that the next refuses. */
function write(path: string, list: TrustFile): void {
  const text = `${JSON.stringify(list, null, 2)}\n`;
  readTrustFile(text);
  writeWhole(path, text);
  say(`${colours.bold(path)}: sequence ${list.sequence}, ${plural(list.keys.length, 'key')}`);
}
