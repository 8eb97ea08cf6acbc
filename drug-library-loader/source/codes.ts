/**
 * Every code the compiler can say, with its severity and what to do about it. A *fault* cannot be compiled; an *error* makes a draft,
 * unless the entry carries a waiver; a *warning* asks for a second look. docs/library-rules.md explains each of them.
 */
export type Severity = 'fault' | 'error' | 'warning';

interface Rule {
  severity: Severity;
  action: string;
}

function fault(action: string): Rule {
  return { severity: 'fault', action };
}

function error(action: string): Rule {
  return { severity: 'error', action };
}

function warning(action: string): Rule {
  return { severity: 'warning', action };
}

export const CODES = {
  // Reading
  'source-missing': fault('Name a folder with *.yaml, *.yml or *.json files, or one such file.'),
  'source-too-large': fault('Check that this is a drug library: 5,000 entries take about 3 MB.'),
  'source-empty': fault('Write the library into it, or take the file away.'),
  'source-not-text': fault('Save the file as UTF-8 text.'),
  'source-syntax': fault('Correct the YAML or JSON here.'),
  'tab-indentation': fault('Indent with spaces: YAML does not take tabs.'),
  'hidden-character': fault(
    'Type the text again: control and direction characters make a text look other than it is.',
  ),
  'duplicate-key': fault('Keep one of the two.'),
  'alias-or-tag': fault('Write the value out: anchors, aliases and tags are not read in a drug library.'),
  'extends-missing': fault('Correct the path in "extends"; it is relative to this library\'s folder.'),
  'extends-loop': fault('A library cannot extend itself, and at most eight can stand behind one another.'),

  // Structure
  'unknown-key': fault('Correct the key, or take it away.'),
  'missing-key': fault('Add it.'),
  'wrong-type': fault('Correct what stands here.'),
  'wrong-value': fault('Choose one of the values allowed here.'),
  'wrong-form': fault('Write it in the form expected here.'),
  'program-type-count': fault('Give each entry exactly one program type.'),

  // Numbers and units
  'wrong-number': fault('Write a plain decimal: at most nine digits, a leading zero, no sign, no exponent.'),
  'unknown-unit': fault('Use a unit of the library format (docs/formats/library-source.md).'),
  'wrong-unit': fault('Use a unit of the kind expected here.'),
  'mixed-units': fault('Write all points of one limit in the same unit.'),
  'cap-not-needed': fault('Use upper-hard: a cap is the absolute limit of a dose by kg or m2.'),
  'unknown-advisory': fault('Add the text under "advisories", or correct the name.'),
  'duplicate-id': fault('Give each entry of a care area an id of its own.'),
  'wrong-date': fault('Correct the date; the review comes after the library takes effect.'),
  'does-not-fit': fault('Shorten or round it as the message says.'),

  // Base and local
  'widened-without-reason': error('Narrow it, or write the reason into the limit: "widened: …".'),
  'demonstration-dropped': error('What extends demonstration data is demonstration data: take the key away.'),
  'widened-unused': warning('Take "widened" away: this limit is not wider than in the base library.'),
  'safeguard-lowered': warning('Check that the base library asks for more than is needed here.'),

  // Rules for release
  'limits-out-of-order': error(
    'Bring them in order: lower-hard ≤ lower-soft ≤ initial ≤ upper-soft ≤ upper-hard.',
  ),
  'custom-without-lower-hard': error('Give the custom concentration a lower-hard limit.'),
  'kind-mismatch': error(
    'Dose in the kind of unit that the concentration counts, or in mL; kinds never convert.',
  ),
  'weight-limits-missing': error('Give the entry ("patient") or its care area weight limits.'),
  'bsa-limits-missing': error('Give the entry ("patient") or its care area BSA limits.'),
  'initial-alerts': error('Bring the initial value and the limits together, or leave the initial value out.'),
  'duplicate-entry': error('Tell the two apart by therapy, concentration or dosing unit, or remove one.'),
  'drug-spelt-twice': error(
    'Spell the drug in one way in the whole library, with the tall-man letters of ISMP.',
  ),
  'high-alert-without-upper-hard': error('Give it an upper-hard limit or a cap.'),
  'sequence-not-rising': error('Give this release a higher sequence than the one before.'),
  'too-many-waivers': error('Correct entries instead of waiving them: at most 255 waivers are counted.'),

  // Second looks
  'waiver-unused': warning('Take the waiver away: this entry has nothing to waive.'),
  'initial-alerts-for-some': warning(
    'Check that the suggestion is meant for patients it is refused or asked about for.',
  ),
  'unit-outlier': warning('Check for a mg/mcg slip.'),
  'unit-far-from-concentration': warning(
    'Check for a mg/mcg slip in the dosing unit, the limits or the concentration.',
  ),
  'soft-limits-far-apart': warning('Check both: between them nothing asks.'),
  'limit-never-fires': warning('Tighten the limit, or leave it out: the pump cannot reach it.'),
} satisfies Record<string, Rule>;

export type Code = keyof typeof CODES;
