import type { Command } from 'commander';
import { signStaff, verifyStaff } from '../service/staff-file';
import { type StaffFile, differences, encodeStaffFile, peopleOf, readStaffFile } from '../service/staff-list';
import { Refusal } from '../signature/refusal';
import { splitSigned } from '../signature/signed-file';
import { openKeyFile, readTrust, readWhole, refuseExisting } from './key-file';
import { PASSPHRASE_VARIABLE } from './passphrase';
import { orRefuse } from './refusal-screen';
import { colours, plural, say, sayJson, wrapped } from './screen';
import { UsageError } from './usage-error';
import { dateOption, sayVerification } from './verification-screen';
import { highestOption } from './verify';
import { writeWhole } from './whole-file';

const SOURCE = /\.(yaml|yml|json)$/;

export function register(program: Command): void {
  const staff = program
    .command('staff')
    .summary('the people who may stand as the second person at a pump')
    .description(
      'A staff list says whose code a pump takes where an entry asks for a second person. A pump knows no names: a person is a number that the ' +
        'organisation gives, and a code that they type. The pump holds the codes as salted hashes.',
    )
    .addHelpText(
      'after',
      `
staff.yaml:
  organisation: Example Trust        # as in the trust list
  sequence: 4                        # rises with every list
  people:
    - { person: 101, code: "724906" }
    - { person: 102, code: "350218" }

The way of a staff list:
  staff sign staff.yaml --key p-0421-author.pem --trust trust.json -o staff.signed
  staff sign staff.signed --key p-0077-approver.pem --trust trust.json
  staff verify staff.signed --trust trust.json
  pump-service install staff.signed --pump …
A pump that is being built has its first list unsigned: staff encode staff.yaml -o staff.list

A code of few digits can be found by whoever has a list: keep staff.yaml and every list as you keep keys.
docs/formats/staff-list.md explains the list.`,
    );

  staff
    .command('encode')
    .summary('the unsigned form, for a pump that is being built')
    .description(
      'Writes the list as the bytes that pumps hold, each code under a random salt of its own. Nothing is written where anything is wrong with it.',
    )
    .argument('<file>', 'staff.yaml')
    .requiredOption('-o, --output <file>', 'where to write it')
    .option('--json', 'for programs')
    .addHelpText('after', examples('drug-library staff encode staff.yaml -o staff.list'))
    .action((path: string, options: { output: string; json?: boolean }) =>
      orRefuse(options.json, () => {
        const file = readStaff(path);
        const bytes = encodeStaffFile(file);
        writeWhole(options.output, bytes, 0o600);
        const { organisation, sequence, people } = file;
        if (options.json)
          sayJson({
            output: options.output,
            organisation,
            sequence,
            people: people.length,
            bytes: bytes.length,
          });
        else {
          say(
            `${colours.bold(options.output)}: ${plural(people.length, 'person', 'people')}, ${bytes.length} bytes`,
          );
          sayPeople(bytes);
        }
      }),
    );

  staff
    .command('sign')
    .summary('sign a list, first as its author, then as its approver')
    .description(
      'The author signs staff.yaml: it is encoded and signed into another file. The approver, another person, signs that file, and only after the ' +
        "author's signature was found good. Both keys are of the trust list that the pumps have.",
    )
    .argument('<file>', 'staff.yaml, or the list that the author signed')
    .requiredOption('--key <file>', "your key's private part (PERSON-ROLE.pem)")
    .requiredOption('--trust <file>', 'trust.json that the pumps have now')
    .option(
      '-o, --output <file>',
      'the file to write; the approver may leave it out and add to the same file',
    )
    .option('--passphrase-file <file>', `first line is the passphrase (or ${PASSPHRASE_VARIABLE}, or typed)`)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      examples(
        'drug-library staff sign staff.yaml --key p-0421-author.pem --trust trust.json -o staff.signed',
        'drug-library staff sign staff.signed --key p-0077-approver.pem --trust trust.json',
      ),
    )
    .action((path: string, options: SignOptions) => orRefuse(options.json, () => sign(path, options)));

  staff
    .command('verify')
    .summary('who signed a list, and whether a pump takes it')
    .description('Judges a signed list as a pump does, by the same code, and refuses what a pump refuses.')
    .argument('<file>', 'signed list')
    .requiredOption('--trust <file>', 'trust.json that the pumps have now')
    .option(
      '--people <file>',
      'staff.yaml: whether the list holds these people with these codes, and nobody else',
    )
    .option('--highest <sequence[:sha256]>', 'highest list that the pump has taken')
    .option('--release', 'as a pump in clinical use: demonstration keys are refused')
    .option('--date <day>', 'as on this day (2026-11-23) instead of today')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      examples('drug-library staff verify staff.signed --trust trust.json --people staff.yaml --highest 3'),
    )
    .action((path: string, options: VerifyCommandOptions) =>
      orRefuse(options.json, () => verify(path, options)),
    );
}

interface SignOptions {
  key: string;
  trust: string;
  output?: string;
  passphraseFile?: string;
  json?: boolean;
}

async function sign(path: string, options: SignOptions): Promise<void> {
  const trust = readTrust(options.trust);
  const output = options.output ?? path;
  let list: Buffer;
  let sequence: number;
  if (SOURCE.test(path)) {
    if (options.output === undefined) throw new UsageError('name the list to write: -o staff.signed');
    refuseExisting([options.output]);
    const file = readStaff(path);
    if (file.organisation !== trust.organisation)
      throw new Refusal(
        'organisation',
        `the staff list is of "${file.organisation}", the trust list of "${trust.organisation}"`,
      );
    [list, sequence] = [encodeStaffFile(file), file.sequence];
  } else {
    list = readWhole(path);
    const parts = splitSigned(list);
    if (!parts) throw new UsageError(`${path} is not a signed list: the author signs staff.yaml first`);
    peopleOf(parts.library);
    sequence = parts.manifest.sequence;
  }
  const key = await openKeyFile(options.key, options.passphraseFile);
  const signed = signStaff(list, sequence, key, { trust, at: new Date() });
  const parts = splitSigned(signed);
  if (!parts) throw new Error('the signed list cannot be read back');
  writeWhole(output, signed, 0o600);
  const signatures = parts.signatures.length;
  const people = peopleOf(parts.library).map(({ person }) => person);
  if (options.json) {
    const { role, person, id } = key;
    sayJson({ output, bytes: signed.length, sequence, people, role, person, keyId: id, signatures });
    return;
  }
  if (key.demonstration) say(colours.bold(colours.yellow('Demonstration key, not for clinical use.')));
  say(`${colours.bold(output)}: sequence ${sequence}, signed by ${key.role} ${key.person}`);
  sayPeople(parts.library);
  say(signatures === 2 ? colours.green('both have signed') : 'the approver is still to sign');
}

interface VerifyCommandOptions {
  trust: string;
  people?: string;
  highest?: string;
  release?: boolean;
  date?: string;
  json?: boolean;
}

function verify(path: string, { trust, people, highest, release, date, json }: VerifyCommandOptions): void {
  const bytes = readWhole(path);
  const verification = verifyStaff(bytes, {
    trust: readTrust(trust),
    at: dateOption(date),
    release,
    highest: highestOption(highest),
  });
  const list = splitSigned(bytes)?.library;
  if (people !== undefined && verification.accepted && list) {
    const other = differences(list, readStaff(people));
    if (other.length > 0)
      throw new Refusal(
        'staff-list',
        `a pump takes this list, but it is not that of ${people}: ${other.join('; ')}`,
      );
  }
  sayVerification(verification, json);
  if (!json && verification.accepted && list) sayPeople(list);
}

function readStaff(path: string): StaffFile {
  // Says what the system says of a file that is not there.
  readWhole(path);
  return readStaffFile(path);
}

/** By number: what an approver can see of a list whose codes are hashed. */
function sayPeople(list: Buffer): void {
  const people = peopleOf(list).map(({ person }) => person);
  say(wrapped(`people: ${people.join(', ')}`, '  '));
}

function examples(...lines: string[]): string {
  return `\nExit code: 0 done, 1 refused, 2 usage.\n\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
