import type { Command } from 'commander';
import { dayOf, signTrust } from '../signature/sign';
import { splitSigned } from '../signature/signed-file';
import { type TrustFile, dayText, encodeTrust, readTrustFile, withKey, withoutKey } from '../signature/trust';
import { verifyTrust } from '../signature/verify';
import { openKeyFile, readPublicKey, readTrust, readWhole, refuseExisting } from './key-file';
import { PASSPHRASE_VARIABLE } from './passphrase';
import { orRefuse } from './refusal-screen';
import { colours, plural, say, sayJson } from './screen';
import { dateOption, sayVerification } from './verification-screen';
import { writeWhole } from './whole-file';

/** "2031-11-23": the same day so many years later. */
export function inYears(date: Date, years: number): string {
  const day = new Date(date);
  day.setFullYear(day.getFullYear() + years);
  return dayText(dayOf(day));
}

interface Output {
  json?: boolean;
}

export function register(program: Command): void {
  const trust = program
    .command('trust')
    .summary('the list of keys that pumps trust')
    .description(
      'A trust list says whose signatures a pump takes: for each key the person, the role and the days. It goes into the pumps when they are ' +
        'built; later lists are signed, by author and approver, with keys of the list that the pumps have.',
    )
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
  trust verify next.cbor --trust trust.json

docs/formats/signed-library.md explains the list.`,
    );

  trust
    .command('new')
    .summary('an empty trust list')
    .description(
      'Writes an empty trust list. "trust add" fills it; without an author and an approver it cannot be encoded.',
    )
    .argument('<file>', 'trust.json to write; never written over')
    .requiredOption('--organisation <name>', "as in the library's source")
    .option('--json', 'for programs')
    .addHelpText('after', examples('drug-library trust new trust.json --organisation "Example Trust"'))
    .action((path: string, options: Output & { organisation: string }) =>
      orRefuse(options.json, () => {
        refuseExisting([path]);
        write(path, { organisation: options.organisation, sequence: 1, keys: [] }, options);
      }),
    );

  trust
    .command('add')
    .summary("trust a key, from its owner's public part")
    .description(
      'Adds a key to the list. The public part comes from its owner by a way that you trust: whoever can slip in a key here can sign libraries.',
    )
    .argument('<file>', 'trust.json; its sequence rises by one')
    .argument('<public>', 'PERSON-ROLE.public.json')
    .option('--from <day>', 'first day on which a library signed with it is taken (default: today)')
    .option('--until <day>', 'last such day (default: in two years)')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      examples('drug-library trust add trust.json p-0421-author.public.json --until 2028-11-30'),
    )
    .action((path: string, publicPath: string, options: Output & { from?: string; until?: string }) =>
      orRefuse(options.json, () => {
        const now = new Date();
        const key = readPublicKey(publicPath);
        const from = options.from ?? inYears(now, 0);
        write(path, withKey(readTrust(path), key, from, options.until ?? inYears(now, 2)), options);
      }),
    );

  trust
    .command('revoke')
    .summary('take nothing signed with this key any more')
    .description(
      'Marks a key as revoked. Pumps refuse what it signed as soon as they have the new list, libraries already installed included.',
    )
    .argument('<file>', 'trust.json; its sequence rises by one')
    .argument('<key-id>', '16 hexadecimal digits')
    .requiredOption('--reason <text>', 'why, for those who read the list later')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      examples('drug-library trust revoke trust.json 31b065d6c77c8371 --reason "Left the trust"'),
    )
    .action((path: string, id: string, options: Output & { reason: string }) =>
      orRefuse(options.json, () => write(path, withoutKey(readTrust(path), id, options.reason), options)),
    );

  trust
    .command('encode')
    .summary('the form that a pump reads')
    .description(
      'Writes the list as the CBOR that pumps read. Refused without an author and an approver who are two persons.',
    )
    .argument('<file>', 'trust.json')
    .requiredOption('-o, --output <file>', 'where to write it')
    .option('--json', 'for programs')
    .addHelpText('after', examples('drug-library trust encode trust.json -o trust.cbor'))
    .action((path: string, options: Output & { output: string }) =>
      orRefuse(options.json, () => {
        const list = readTrust(path);
        const bytes = encodeTrust(list);
        writeWhole(options.output, bytes);
        sayList(options.output, list, options, bytes.length);
      }),
    );

  trust
    .command('sign')
    .summary('sign a new list with keys of the list that the pumps have now')
    .description(
      'Adds one signature to an encoded list: first the author, then the approver, each with a key of the list that the pumps have now.',
    )
    .argument('<file>', 'as "trust encode" wrote it, or signed by the author')
    .requiredOption('--key <file>', "your key's private part (PERSON-ROLE.pem)")
    .requiredOption('--trust <file>', 'trust.json that the pumps have now')
    .option('-o, --output <file>', 'write another file instead of adding to this one')
    .option('--passphrase-file <file>', `first line is the passphrase (or ${PASSPHRASE_VARIABLE}, or typed)`)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      examples('drug-library trust sign next.cbor --key p-0421-author.pem --trust trust.json'),
    )
    .action(
      (
        path: string,
        options: Output & { key: string; trust: string; output?: string; passphraseFile?: string },
      ) =>
        orRefuse(options.json, async () => {
          const file = readWhole(path);
          const current = readTrust(options.trust);
          const key = await openKeyFile(options.key, options.passphraseFile);
          const signed = signTrust(file, key, { trust: current, at: new Date() });
          const output = options.output ?? path;
          writeWhole(output, signed);
          const signatures = splitSigned(signed)?.signatures.length;
          if (options.json) {
            sayJson({
              output,
              bytes: signed.length,
              role: key.role,
              person: key.person,
              keyId: key.id,
              signatures,
            });
            return;
          }
          say(`${colours.bold(output)}: signed by ${key.role} ${key.person}`);
          say(signatures === 2 ? colours.green('both have signed') : 'the approver is still to sign');
        }),
    );

  trust
    .command('verify')
    .summary('whether pumps with the current list take the new one')
    .description(
      'Judges a signed list as a pump does that has the current one, by the same code, and refuses what a pump refuses.',
    )
    .argument('<file>', 'signed list')
    .requiredOption('--trust <file>', 'trust.json that the pumps have now')
    .option('--release', 'as a pump in clinical use: demonstration keys are refused')
    .option('--date <day>', 'as on this day (2026-11-23) instead of today')
    .option('--json', 'for programs')
    .addHelpText('after', examples('drug-library trust verify next.cbor --trust trust.json --release'))
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

function examples(line: string): string {
  return `\nExit code: 0 done, 1 refused, 2 usage.\n\nExamples:\n  ${line}`;
}

/** Writes a list after reading it back, so that no command leaves one behind that the next refuses. */
function write(path: string, list: TrustFile, options: Output): void {
  const text = `${JSON.stringify(list, null, 2)}\n`;
  readTrustFile(text);
  writeWhole(path, text);
  sayList(path, list, options);
}

function sayList(output: string, list: TrustFile, { json }: Output, bytes?: number): void {
  const { organisation, sequence, keys } = list;
  if (json) sayJson({ output, organisation, sequence, keys: keys.length, ...(bytes ? { bytes } : {}) });
  else {
    const size = bytes ? `, ${bytes} bytes` : '';
    say(`${colours.bold(output)}: sequence ${sequence}, ${plural(keys.length, 'key')}${size}`);
  }
}
