import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import {
  DEMONSTRATION_PASSPHRASE,
  MIN_PASSPHRASE,
  type PublicKey,
  ROLES,
  type RoleName,
  newKey,
} from '../signature/keys';
import { type TrustFile, withKey } from '../signature/trust';
import { PRIVATE_PART, PUBLIC_PART, refuseExisting } from './key-file';
import { PASSPHRASE_VARIABLE, passphrase } from './passphrase';
import { orRefuse } from './refusal-screen';
import { colours, say, sayJson } from './screen';
import { inYears } from './trust';
import { writeWhole } from './whole-file';

export function register(program: Command): void {
  const keys = program
    .command('keys')
    .summary('keys that authors and approvers sign with')
    .description(
      'A pump takes a library that two persons have signed, an author and an approver. Each makes a key of their own and keeps its private ' +
        'part; the public part goes into the trust list of the pumps ("trust add").',
    );
  keys
    .command('new')
    .summary('a new key for one person in one role')
    .description(
      `Makes an Ed25519 key. Writes PERSON-ROLE${PRIVATE_PART}, the private part under a passphrase, which its owner keeps, and PERSON-ROLE${PUBLIC_PART}, which goes into the trust list ("trust add").`,
    )
    .addOption(new Option('--role <role>', 'what the key signs as').choices(ROLES).makeOptionMandatory())
    .requiredOption('--person <id>', 'opaque staff id of its owner')
    .option('-o, --output <folder>', 'where to write the two files', '.')
    .option('--passphrase-file <file>', `first line is the passphrase (or ${PASSPHRASE_VARIABLE}, or typed)`)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
The passphrase needs ${MIN_PASSPHRASE} characters or more; nobody can open the key without it.

Exit code: 0 written, 1 refused, 2 usage.

Examples:
  drug-library keys new --role author --person p-0421
  drug-library keys new --role approver --person p-0077 -o /media/stick`,
    )
    .action(
      (options: {
        role: RoleName;
        person: string;
        output: string;
        passphraseFile?: string;
        json?: boolean;
      }) =>
        orRefuse(options.json, async () => {
          const paths = pathsOf(options.output, options.person, options.role);
          refuseExisting(paths);
          const secret = await passphrase(options.passphraseFile, true);
          const { key, pem } = newKey(options.role, options.person, secret);
          writeKey(paths, key, pem);
          if (options.json) sayJson({ ...key, files: paths });
          else {
            say(`Key ${colours.bold(key.id)} of ${key.role} ${key.person}`);
            say(`  ${paths[0]}  private: keep it, and its passphrase, to yourself`);
            say(`  ${paths[1]}  public: for the trust list`);
          }
        }),
    );
  keys
    .command('demo')
    .summary('demonstration keys and a trust list with them, not for clinical use')
    .description(
      `Makes an author's and an approver's key, marked as demonstration keys, and a trust list that trusts them. They sign demonstration libraries only, and a release build of the pump refuses them. Their passphrase is "${DEMONSTRATION_PASSPHRASE}".`,
    )
    .option('-o, --output <folder>', 'where to write them', 'demonstration-keys')
    .option('--organisation <name>', 'whose libraries they sign', 'Demonstration hospital')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Exit code: 0 written, 1 refused, 2 usage.

Examples:
  drug-library keys demo
  export ${PASSPHRASE_VARIABLE}=${DEMONSTRATION_PASSPHRASE}
  drug-library sign hospital.dlib --key demonstration-keys/demo-1-author.pem`,
    )
    .action((options: { output: string; organisation: string; json?: boolean }) =>
      orRefuse(options.json, () => writeDemonstration(options.output, options.organisation, options.json)),
    );
}

function pathsOf(folder: string, person: string, role: RoleName): [string, string] {
  const name = join(folder, `${person}-${role}`);
  return [`${name}${PRIVATE_PART}`, `${name}${PUBLIC_PART}`];
}

function writeKey(paths: [string, string], key: PublicKey, pem: string): void {
  writeWhole(paths[0], pem, 0o600);
  writeWhole(paths[1], `${JSON.stringify(key, null, 2)}\n`);
}

function writeDemonstration(folder: string, organisation: string, json: boolean | undefined): void {
  mkdirSync(folder, { recursive: true });
  const made = ROLES.map((role) => {
    const person = `demo-${role === 'author' ? 1 : 2}`;
    return { paths: pathsOf(folder, person, role), ...newKey(role, person, DEMONSTRATION_PASSPHRASE, true) };
  });
  const list = join(folder, 'trust.json');
  refuseExisting([...made.flatMap(({ paths }) => paths), list]);
  let trust: TrustFile = { organisation, sequence: 0, keys: [] };
  const now = new Date();
  for (const { key } of made) trust = withKey(trust, key, inYears(now, 0), inYears(now, 5));
  // Keys do not belong into a repository, not even these.
  writeWhole(join(folder, '.gitignore'), '*\n');
  for (const { paths, key, pem } of made) writeKey(paths, key, pem);
  writeWhole(list, `${JSON.stringify({ ...trust, sequence: 1 }, null, 2)}\n`);
  if (json) sayJson({ folder, trust: list, keys: made.map(({ key }) => key) });
  else {
    say(colours.bold(colours.yellow('Demonstration keys, not for clinical use.')));
    for (const { paths, key } of made) say(`  ${paths[0]}  ${key.role}, key ${key.id}`);
    say(`  ${list}  trusts both`);
    say(
      `Their passphrase: ${DEMONSTRATION_PASSPHRASE} (or ${PASSPHRASE_VARIABLE}=${DEMONSTRATION_PASSPHRASE})`,
    );
  }
}
