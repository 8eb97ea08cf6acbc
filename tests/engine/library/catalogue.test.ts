// What a screen asks of a library: care areas, drugs page by page, the ways of giving one, and the entry that a person named.
import * as assert from 'uvu/assert';
import { encodeCbor, encodeLibrary } from '../../../drug-library-loader/compiler/encode';
import {
  type EntryNames,
  Key,
  Library,
  Reason,
  careAreas,
  drugs,
  entriesOf,
  entryChoice,
  findEntries,
} from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { withParts, withRecord } from './parts';
import { drugName, largeModel, openLibrary, sampleModel, smallModel } from './sample';

const test = suite('engine/library/catalogue');

const ICU = 1;
const NEONATAL = 2;
const EMPTY = 3;

const library = openLibrary(sampleModel());

function open(bytes: Uint8Array): Library {
  const opened = new Library(new MemoryStorage(bytes));
  assert.is(opened.open(0, bytes.length), Reason.NONE);
  return opened;
}

test('DERS-LIB-014 care areas stand in the order of the library, with their names and their unit of weight', () => {
  assert.equal(careAreas(library), [
    { number: ICU, id: 'adult-icu', title: 'Adult ICU', weightInGrams: false },
    { number: NEONATAL, id: 'neonatal', title: 'Neonatal unit', weightInGrams: true },
    { number: EMPTY, id: 'empty', title: 'A care area without entries', weightInGrams: false },
  ]);
  assert.equal(careAreas(new Library(new MemoryStorage(Buffer.alloc(0)))), []);
});

const small = encodeLibrary(smallModel()).bytes;

test('DERS-LIB-014 a care area that cannot be read is left out, and the others are not', () => {
  const broken: [string, Uint8Array][] = [
    ['no record', Buffer.of(0xff)],
    ['no head', encodeCbor(new Map())],
    ['a short head', encodeCbor(new Map([[Key.HEAD, [1, 2]]]))],
    ['an id that is no text', encodeCbor(new Map([[Key.HEAD, [60000, 2, 0]]]))],
    ['a title that is no text', encodeCbor(new Map([[Key.HEAD, [1, 60000, 0]]]))],
  ];
  for (const [why, record] of broken) {
    const areas = careAreas(open(withRecord(small, 'areaIndex', 1, record)));
    assert.equal(
      areas.map(({ id }) => id),
      ['neonatal'],
      why,
    );
  }
});

// Drugs, by page.

const names = (page: { name: string }[]) => page.map(({ name }) => name);

// care area, anaesthesia, prefix, all names
const PAGES: [string, number, boolean, string, string[]][] = [
  [
    'all of a care area, in alphabetical order without regard to case',
    ICU,
    false,
    '',
    ['demoCILLin', 'demoPHINE', 'DEMOplatin', 'demoPRESSin', 'saline demonstration 0.9%', 'Zeta cycle'],
  ],
  ['those of the anaesthesia mode alone', ICU, true, '', ['demoFLURane', 'demoPRESSin']],
  ['another care area', NEONATAL, false, '', ['demo lipid µ €', 'demoPRESSin']],
  ['a mode without drugs', NEONATAL, true, '', []],
  ['a care area without drugs', EMPTY, false, '', []],
  ['a care area that is not there', 9, false, '', []],
  ['a care area of NaN', Number.NaN, false, '', []],
  ['a prefix in the letters of the library', ICU, false, 'demoPR', ['demoPRESSin']],
  ['a prefix in small letters', ICU, false, 'demopr', ['demoPRESSin']],
  ['a prefix in capitals', ICU, false, 'DEMOP', ['demoPHINE', 'DEMOplatin', 'demoPRESSin']],
  ['a prefix of one letter', ICU, false, 'z', ['Zeta cycle']],
  ['a prefix that is a whole name', ICU, false, 'SALINE DEMONSTRATION 0.9%', ['saline demonstration 0.9%']],
  ['a prefix longer than the name', ICU, false, 'demopressin x', []],
  ['a prefix before the first', ICU, false, 'a', []],
  ['a prefix behind the last', ICU, false, 'zz', []],
  ['a prefix between two', ICU, false, 'demoh', []],
  ['a prefix of a drug of another mode', ICU, false, 'demoflu', []],
  ['a prefix of a drug of this mode', ICU, true, 'demoflu', ['demoFLURane']],
  ['a prefix with a space', NEONATAL, false, 'demo ', ['demo lipid µ €']],
  ['a prefix beyond ASCII', NEONATAL, false, 'DEMO LIPID Μ'.replace('Μ', 'µ'), ['demo lipid µ €']],
];

for (const [why, careArea, anaesthesia, prefix, wanted] of PAGES) {
  for (const size of [1, 2, 3, 100]) {
    test(`DERS-LIB-015 drugs in pages of ${size}: ${why}`, () => {
      const found: string[] = [];
      let after = -1;
      for (let page = 0; page < 20; page++) {
        const list = drugs(library, careArea, anaesthesia, prefix, after, size);
        assert.ok(list.length <= size);
        if (list.length === 0) break;
        found.push(...names(list));
        after = list[list.length - 1].drug;
      }
      assert.equal(found, wanted);
    });
  }
}

test('DERS-LIB-015 a page of nothing has nothing', () => {
  for (const count of [0, -1, Number.NaN]) assert.equal(drugs(library, ICU, false, '', -1, count), []);
  assert.equal(drugs(library, ICU, false, '', 1000, 5), []);
});

test('DERS-LIB-015 a page in the middle of a large library begins where it was told', () => {
  const large = openLibrary(largeModel(5000));
  const wanted = Array.from({ length: 5 }, (_, i) => drugName(700 + i));
  assert.equal(names(drugs(large, 4, false, 'demodrug 07', -1, 5)), wanted);
  const first = drugs(large, 4, false, 'demodrug 07', -1, 1)[0];
  assert.equal(names(drugs(large, 4, false, 'demodrug 07', first.drug, 4)), wanted.slice(1));
  assert.is(drugs(large, 4, false, 'demodrug 07', -1, 1000).length, 100);
});

test('DERS-LIB-015 a name that cannot be read ends the page, and is told', () => {
  const strings = Buffer.from(small);
  const at = strings.indexOf('demoPHINE');
  strings[at] = 0xff;
  const broken = open(strings);
  const list = drugs(broken, ICU, false, '', -1, 10);
  assert.ok(!names(list).includes('demoPHINE'));
  assert.is(broken.reason, Reason.CBOR_TEXT);
});

// The ways of giving a drug.

test('DERS-LIB-016 an entry is described as a person chooses it', () => {
  const choices = Array.from({ length: library.head.entries }, (_, number) => entryChoice(library, number));
  const { entries } = encodeLibrary(sampleModel());
  choices.forEach((choice, number) => {
    const entry = entries[number];
    assert.equal(
      [choice?.number, choice?.careArea, choice?.drug, choice?.therapy, choice?.anaesthesia],
      [number, entry.careArea, entry.drug, entry.therapy ?? '', entry.anaesthesia],
    );
  });
  const told = choices.map((choice) => [
    choice?.drug,
    choice?.type,
    choice?.concentration,
    choice?.unit,
    choice?.weightBased,
    choice?.bsaBased,
  ]);
  assert.equal(told, [
    ['demoCILLin', 'intermittent', '2000 mg/50 mL', 'mg', false, false],
    ['demoFLURane', 'continuous', '500 mg/50 mL', 'mg/min', false, false],
    ['demoPHINE', 'pca', '50 mg/50 mL', 'mg', false, false],
    ['DEMOplatin', 'intermittent', '100 mg/500 mL', 'mg/m2', false, true],
    ['demoPRESSin', 'intermittent', '4 mg/250 mL', 'mg', false, false],
    ['demoPRESSin', 'continuous', '4 mg/250 mL', 'mcg/min', false, false],
    ['demoPRESSin', 'continuous', 'custom', 'mcg/kg/min', true, false],
    ['demoPRESSin', 'continuous', '4 mg/250 mL', 'mcg/kg/min', true, false],
    ['demoPRESSin', 'continuous', '8 mg/250 mL', 'mcg/kg/min', true, false],
    ['demoPRESSin', 'continuous', '4 mg/250 mL', 'mcg/kg/min', true, false],
    ['saline demonstration 0.9%', 'fluid', 'none', 'mL/h', false, false],
    ['Zeta cycle', 'multi-step', 'none', 'mL/h', false, false],
    ['demo lipid µ €', 'continuous', '20 g/100 mL', 'g/kg/day', true, false],
    ['demoPRESSin', 'continuous', '0.5 mg/50 mL', 'nanogram/kg/min', true, false],
  ]);
});

test('DERS-LIB-016 a uk library describes its entries in uk units', () => {
  const uk = openLibrary({ ...sampleModel(), display: 'uk' });
  assert.equal(
    [entryChoice(uk, 7)?.unit, entryChoice(uk, 13)?.unit],
    ['micrograms/kg/min', 'nanograms/kg/min'],
  );
  assert.is(entryChoice(uk, 7)?.concentration, '4 mg/250 mL');
});

test('DERS-LIB-016 an entry without any dose has no dosing unit', () => {
  const bare = open(withRecord(small, 'entryIndex', 0, encodeCbor(new Map([[Key.HEAD, [1, 0, 7]]]))));
  assert.equal([entryChoice(bare, 0)?.unit, entryChoice(bare, 0)?.concentration], ['', 'none']);
});

test('DERS-LIB-016 an entry that cannot be read is none, and its neighbours can', () => {
  for (const number of [-1, 14, Number.NaN]) assert.is(entryChoice(library, number), null);
  const broken = open(withRecord(small, 'entryIndex', 0, Buffer.of(0xff)));
  assert.is(entryChoice(broken, 0), null);
  assert.ok(entryChoice(broken, 1) !== null);
  const lost = open(withRecord(small, 'areaIndex', 1, Buffer.of(0xff)));
  assert.is(entryChoice(lost, 0), null);
});

// which text is broken, and the entry that is then not offered
for (const text of ['Shock', 'demoPRESSin', 'adult-icu']) {
  test(`DERS-LIB-016 an entry whose "${text}" cannot be read is not offered`, () => {
    const bytes = Buffer.from(small);
    bytes[bytes.indexOf(`${String.fromCharCode(0x60 + text.length)}${text}`, 0, 'latin1') + 1] = 0xff;
    const broken = open(bytes);
    const press = encodeLibrary(smallModel()).entries.findIndex(({ id }) => id === 'press-4');
    assert.is(entryChoice(broken, press), null);
  });
}

test('DERS-LIB-016 all ways of giving a drug in a care area and mode, and no other', () => {
  const drug = 5;
  assert.equal(
    entriesOf(library, ICU, drug, false).map(({ number }) => number),
    [4, 5, 6, 7, 8],
  );
  assert.equal(
    entriesOf(library, ICU, drug, true).map(({ number }) => number),
    [9],
  );
  assert.equal(
    entriesOf(library, NEONATAL, drug, false).map(({ number }) => number),
    [13],
  );
  assert.equal(entriesOf(library, NEONATAL, drug, true), []);
  assert.equal(entriesOf(library, EMPTY, drug, false), []);
  assert.equal(entriesOf(library, ICU, 0, false), []);
  assert.equal(entriesOf(library, ICU, 1000, false), []);
  assert.equal(entriesOf(library, Number.NaN, drug, false), []);
});

test('DERS-LIB-016 of the ways of giving a drug, only what cannot be read is left out', () => {
  const bytes = encodeLibrary(sampleModel()).bytes;
  const broken = open(withRecord(bytes, 'entryIndex', 5, Buffer.of(0xff)));
  assert.equal(
    entriesOf(broken, ICU, 5, false).map(({ number }) => number),
    [4, 6, 7, 8],
  );
});

// What a person named, and the entries found: every part of the key in turn.

const PRESS = { careArea: 'adult-icu', drug: 'demoPRESSin' };
const SHOCK = { ...PRESS, therapy: 'Shock' };
const FOUND: [string, EntryNames, number[]][] = [
  ['care area and drug', PRESS, [4, 5, 6, 7, 8]],
  ['the title of the care area', { ...PRESS, careArea: 'Adult ICU' }, [4, 5, 6, 7, 8]],
  ['names in capitals', { careArea: 'ADULT-ICU', drug: 'DEMOPRESSIN' }, [4, 5, 6, 7, 8]],
  ['names in small letters', { careArea: 'adult icu', drug: 'demopressin' }, [4, 5, 6, 7, 8]],
  ['another care area', { ...PRESS, careArea: 'neonatal' }, [13]],
  ['the anaesthesia mode', { ...PRESS, anaesthesia: true }, [9]],
  ['not the anaesthesia mode', { ...PRESS, anaesthesia: false }, [4, 5, 6, 7, 8]],
  ['a therapy', SHOCK, [5, 6, 7, 8]],
  ['a therapy in capitals', { ...PRESS, therapy: 'SHOCK' }, [5, 6, 7, 8]],
  ['no therapy', { ...PRESS, therapy: '' }, [4]],
  ['a type', { ...PRESS, type: 'intermittent' }, [4]],
  ['another type', { ...PRESS, type: 'continuous' }, [5, 6, 7, 8]],
  ['a unit', { ...PRESS, unit: 'mcg/min' }, [5]],
  ['a unit in the words of the other display', { ...PRESS, unit: 'micrograms/kg/min' }, [6, 7, 8]],
  ['a concentration', { ...PRESS, concentration: '8 mg/250 mL' }, [8]],
  ['a concentration in another unit', { ...PRESS, concentration: '8000 mcg/250 mL' }, [8]],
  ['a concentration with spaces', { ...PRESS, concentration: '8 mg / 250 mL' }, [8]],
  [
    'a concentration with places',
    { ...PRESS, concentration: '8.0 mg/0250 mL'.replace('0250', '250.0') },
    [8],
  ],
  ['a concentration that several have', { ...PRESS, concentration: '4 mg/250 mL' }, [4, 5, 7]],
  [
    'the same strength in another bag is another concentration',
    { ...PRESS, concentration: '16 mg/500 mL' },
    [6],
  ],
  ['a concentration that only the custom entry can take', { ...SHOCK, concentration: '5 mg/100 mL' }, [6]],
  ['all of it', { ...SHOCK, type: 'continuous', unit: 'mcg/kg/min', concentration: '4 mg/250 mL' }, [7]],
  ['all of it but the therapy', { ...PRESS, unit: 'mcg/kg/min', concentration: '4 mg/250 mL' }, [7]],
  ['a half-milligram', { careArea: 'neonatal', drug: 'demopressin', concentration: '0.5 mg/50 mL' }, [13]],
  ['a fluid', { careArea: 'adult-icu', drug: 'Saline demonstration 0.9%' }, [10]],
  ['a fluid by its rate', { careArea: 'adult-icu', drug: 'saline demonstration 0.9%', unit: 'mL/h' }, [10]],
  [
    'a PCA entry by the unit of its demand dose',
    { careArea: 'adult-icu', drug: 'demophine', unit: 'mg' },
    [2],
  ],
  ['letters beyond ASCII', { careArea: 'neonatal', drug: 'demo lipid µ €' }, [12]],

  ['an unknown care area', { ...PRESS, careArea: 'ward' }, []],
  ['no care area', { ...PRESS, careArea: '' }, []],
  ['a care area without it', { ...PRESS, careArea: 'empty' }, []],
  ['an unknown drug', { careArea: 'adult-icu', drug: 'demoPRES' }, []],
  ['a drug and a letter', { careArea: 'adult-icu', drug: 'demoPRESSinn' }, []],
  ['a drug behind the last', { careArea: 'adult-icu', drug: 'zzz' }, []],
  ['no drug', { careArea: 'adult-icu', drug: '' }, []],
  ['a drug of another care area', { careArea: 'neonatal', drug: 'demoPHINE' }, []],
  ['a drug of another mode', { careArea: 'adult-icu', drug: 'demoFLURane' }, []],
  ['a text that is no drug', { careArea: 'adult-icu', drug: 'Shock' }, []],
  ['an unknown therapy', { ...PRESS, therapy: 'Shocks' }, []],
  ['an unknown type', { ...PRESS, type: 'drip' }, []],
  ['a type that it has not', { ...PRESS, type: 'pca' }, []],
  ['an unknown unit', { ...PRESS, unit: 'mgs' }, []],
  ['no unit', { ...PRESS, unit: '' }, []],
  ['a unit that it has not', { ...PRESS, unit: 'mg/h' }, []],
  [
    'a concentration that it has not',
    { careArea: 'adult-icu', drug: 'demoCILLin', concentration: '1 mg/50 mL' },
    [],
  ],
  ['another volume', { careArea: 'adult-icu', drug: 'demoCILLin', concentration: '2000 mg/100 mL' }, []],
  [
    'another kind of unit',
    { careArea: 'adult-icu', drug: 'demoCILLin', concentration: '2000 unit/50 mL' },
    [],
  ],
  [
    'an amount in an amount',
    { careArea: 'adult-icu', drug: 'demoCILLin', concentration: '2000 mg/50 mg' },
    [],
  ],
  [
    'a concentration per hour',
    { careArea: 'adult-icu', drug: 'demoCILLin', concentration: '2000 mg/50 mL/h' },
    [],
  ],
  ['half a concentration', { careArea: 'adult-icu', drug: 'demoCILLin', concentration: '2000 mg' }, []],
  [
    'a concentration of a fluid',
    { careArea: 'adult-icu', drug: 'saline demonstration 0.9%', concentration: '9 g/1000 mL' },
    [],
  ],
  ['a concentration that cannot be read', { ...PRESS, concentration: 'strong' }, []],
];

for (const [why, named, numbers] of FOUND) {
  test(`DERS-LIB-017 ${numbers.length > 0 ? 'found' : 'nothing found'} by ${why}`, () => {
    const found = findEntries(library, named);
    assert.equal(
      found.map(({ number }) => number),
      numbers,
    );
    assert.is(library.reason, numbers.length > 0 ? Reason.NONE : Reason.NOT_FOUND);
    for (const choice of found) assert.equal(choice, entryChoice(library, choice.number));
  });
}

test('DERS-LIB-017 every entry is found alone by what tells entries apart', () => {
  for (let number = 0; number < library.head.entries; number++) {
    const choice = entryChoice(library, number);
    if (choice === null) throw new Error(`entry ${number} cannot be read`);
    const { careArea, drug, therapy, anaesthesia, unit, type, concentration } = choice;
    const named: EntryNames = { careArea, drug, therapy, anaesthesia, unit, type };
    if (concentration.includes('/')) named.concentration = concentration;
    else if (concentration === 'custom') named.concentration = '7 mg/77 mL';
    assert.equal(
      findEntries(library, named).map((found) => found.number),
      [number],
    );
  }
});

test('DERS-LIB-017 an entry without a dose is found by everything but a unit', () => {
  const bytes = encodeLibrary(sampleModel()).bytes;
  const bare = open(withRecord(bytes, 'entryIndex', 0, encodeCbor(new Map([[Key.HEAD, [1, 0, 7]]]))));
  const named = { careArea: 'adult-icu', drug: 'demoCILLin' };
  assert.is(findEntries(bare, named).length, 1);
  assert.is(findEntries(bare, { ...named, unit: 'mg' }).length, 0);
  assert.is(findEntries(bare, { ...named, unit: '' }).length, 0);
});

test('DERS-LIB-017 a library without drugs finds nothing', () => {
  const none = openLibrary({ ...smallModel(), entries: [] });
  assert.equal(findEntries(none, PRESS), []);
  assert.is(none.reason, Reason.NOT_FOUND);
  assert.equal(drugs(none, ICU, false, '', -1, 5), []);
  const closed = new Library(new MemoryStorage(Buffer.alloc(0)));
  assert.equal(
    [findEntries(closed, PRESS), drugs(closed, ICU, false, '', -1, 5), careAreas(closed)],
    [[], [], []],
  );
});

test('DERS-LIB-017 an index that points to no text offers nothing', () => {
  const bytes = Buffer.from(small);
  const broken = open(withParts(bytes, { strings: Buffer.alloc(0) }));
  assert.equal(
    [careAreas(broken), findEntries(broken, PRESS), drugs(broken, ICU, false, '', -1, 5)],
    [[], [], []],
  );
});

test.run();
