// A library for the pump's tests: every type of program, every way to ask. Demonstration data, not for clinical use: the drugs do not
// exist and the numbers mean nothing.
import { signedDemonstration } from '../../../simulator/demonstration';
import { type Part, library, sourceFolder } from '../../drug-library-loader/sample-source';

const SOURCE = 'made up for tests';

function entry(id: string, drug: string, more: Part): Part {
  return { id, drug, source: SOURCE, concentration: '400 mg / 250 mL', ...more };
}

const DOSE = {
  unit: 'mcg/kg/min',
  'lower-soft': '2',
  initial: '5',
  'upper-soft': '20',
  'upper-hard': '50',
};

const ADULT: Part[] = [
  entry('examplamine', 'EXAMPLamine', {
    advisories: ['central-line'],
    continuous: {
      'enter-by': 'either',
      dose: DOSE,
      titration: { up: { 'upper-soft': '50 %', 'upper-hard': '200 %' }, down: { 'upper-soft': '50 %' } },
      bolus: {
        dose: { unit: 'mg', initial: '4', 'upper-soft': '8', 'upper-hard': '16' },
        rate: { unit: 'mL/h', 'upper-hard': '300' },
      },
      loading: {
        dose: { unit: 'mg', initial: '8', 'upper-hard': '16' },
        duration: { 'lower-hard': '1 min', initial: '2 min' },
      },
    },
  }),
  entry('pressor', 'PRESSine', {
    therapy: 'Shock',
    'second-person': 'deferred',
    continuous: { 'enter-by': 'dose', dose: DOSE, kvo: 'none' },
  }),
  entry('pressor-minute', 'PRESSine', {
    therapy: 'Shock',
    'second-person': 'never',
    continuous: {
      'enter-by': 'dose',
      dose: {
        unit: 'mcg/min',
        'lower-soft': '100',
        initial: '400',
        'upper-soft': '1600',
        'upper-hard': '4000',
      },
      kvo: '2 mL/h',
    },
  }),
  entry('pressor-rest', 'PRESSine', {
    therapy: 'Low output',
    concentration: ['400 mg / 250 mL', '800 mg / 250 mL'],
    continuous: { 'enter-by': 'dose', dose: DOSE },
  }),
  entry('thinner', 'THINNarin', {
    'second-person': 'before',
    concentration: '25000 unit / 250 mL',
    continuous: {
      'enter-by': 'dose',
      dose: {
        unit: 'unit/h',
        'lower-soft': '500',
        initial: '1000',
        'upper-soft': '2000',
        'upper-hard': '3000',
      },
    },
  }),
  entry('summed', 'SUMMazine', {
    concentration: '100 mg / 100 mL',
    continuous: {
      'enter-by': 'either',
      dose: { unit: 'mg/h', initial: '5', 'upper-hard': '50' },
      bolus: {
        dose: { unit: 'mg', initial: '2', 'upper-hard': '40' },
        rate: { unit: 'mL/h', 'upper-hard': '600' },
      },
      accumulated: { window: '4 h', dose: { unit: 'mg', 'upper-hard': '40' } },
    },
  }),
  entry('mixed', 'MIXamycin', {
    concentration: { custom: { unit: 'mg/mL', 'lower-hard': '0.5', 'lower-soft': '1', 'upper-hard': '10' } },
    continuous: { 'enter-by': 'dose', dose: { unit: 'mg/h', initial: '10', 'upper-hard': '100' } },
  }),
  entry('rated', 'RATEzolam', {
    concentration: '50 mg / 50 mL',
    rate: { 'upper-soft': '20 mL/h', 'upper-hard': '40 mL/h' },
    continuous: {
      'enter-by': 'rate',
      dose: { unit: 'mg/kg/h', 'upper-soft': '0.2', 'upper-hard': '0.5' },
    },
  }),
  entry('antibiotic', 'CUREpenem', {
    concentration: '1000 mg / 100 mL',
    intermittent: {
      dose: { unit: 'mg', 'lower-soft': '250', initial: '1000', 'upper-soft': '1000', 'upper-hard': '2000' },
      duration: { 'lower-hard': '15 min', initial: '30 min', 'upper-soft': '60 min' },
      'available-as': ['primary'],
    },
  }),
  entry('surface', 'SURFaplatin', {
    concentration: '100 mg / 100 mL',
    intermittent: {
      dose: { unit: 'mg/m2', initial: '25', 'upper-hard': '50' },
      duration: { 'lower-hard': '15 min', initial: '60 min' },
      'available-as': ['primary'],
    },
  }),
  entry('stepped', 'STEPPidone', {
    concentration: '900 mg / 500 mL',
    'multi-step': {
      'enter-by': 'either',
      dose: { unit: 'mg/min', 'lower-soft': '0.5', initial: '1', 'upper-hard': '4' },
      'step-duration': { 'lower-soft': '10 min', 'upper-soft': '900 min' },
      steps: '4',
    },
  }),
  entry('saline', 'SALine 0.9 %', {
    concentration: 'none',
    fluid: {
      rate: { initial: '100 mL/h', 'upper-soft': '300 mL/h', 'upper-hard': '500 mL/h' },
      'supports-secondary': 'true',
    },
  }),
  entry('pain', 'PAINkill', {
    concentration: '30 mg / 30 mL',
    pca: {
      demand: { unit: 'mg', 'lower-soft': '0.5', initial: '1', 'upper-soft': '2', 'upper-hard': '3' },
      lockout: { 'lower-hard': '5 min', 'lower-soft': '6 min', initial: '8 min', 'upper-soft': '20 min' },
      basal: { unit: 'mg/h', 'upper-soft': '1', 'upper-hard': '2' },
      loading: { unit: 'mg', initial: '2', 'upper-hard': '5' },
      'clinician-bolus': { unit: 'mg', initial: '2', 'upper-hard': '3' },
      accumulated: {
        window: '4 h',
        dose: { unit: 'mg', 'upper-soft': '10', 'upper-hard': '12' },
        counts: ['demand', 'basal', 'clinician-bolus', 'loading'],
      },
    },
  }),
  entry('pain-short', 'PAINkill', {
    therapy: 'Without a limit in 4 hours',
    concentration: '30 mg / 30 mL',
    pca: {
      demand: { unit: 'mg', initial: '1', 'upper-hard': '3' },
      lockout: { 'lower-hard': '1 min', initial: '5 min' },
      basal: { unit: 'mg/h', 'upper-hard': '2' },
    },
  }),
  entry('pain-plain', 'PAINkill', {
    therapy: 'Demands alone',
    concentration: '30 mg / 30 mL',
    pca: {
      demand: { unit: 'mg', initial: '1', 'upper-hard': '3' },
      lockout: { 'lower-hard': '1 min', initial: '5 min' },
    },
  }),
  entry('sleep', 'SLEEPofol', {
    mode: 'anaesthesia',
    concentration: '500 mg / 50 mL',
    continuous: { 'enter-by': 'dose', dose: { unit: 'mg/h', initial: '100', 'upper-hard': '900' } },
  }),
  entry('wordy', 'WORDy-with-a-name-that-needs-more-than-one-row', {
    therapy: 'A therapy whose name is so long that it needs more than a row of the display',
    advisories: ['long', 'central-line'],
    concentration: '400 mg / 250 mL',
    continuous: { 'enter-by': 'dose', dose: { unit: 'mg/h', initial: '10', 'upper-hard': '100' } },
  }),
];

const NEONATES: Part[] = [
  entry('neonate', 'NEOdrine', {
    concentration: '15 mg / 50 mL',
    continuous: { 'enter-by': 'dose', dose: DOSE },
  }),
  entry('coarse', 'COARSEine', {
    concentration: '10 mg / 10 mL',
    continuous: { 'enter-by': 'dose', dose: { unit: 'mg/h', 'upper-hard': '5' } },
  }),
];

export const SOURCE_OF_TESTS: Part = library([], {
  organisation: 'Demonstration hospital',
  advisories: {
    'central-line': 'Central line only.',
    long: `Read all of this: ${'it goes on and on, and says nothing; '.repeat(6)}end.`,
  },
  pump: {
    rate: {
      min: '0.1 mL/h',
      max: '999 mL/h',
      steps: [{ below: '100 mL/h', step: '0.1 mL/h' }, { step: '1 mL/h' }],
    },
    'rate-tolerance': '5 %',
  },
  'care-areas': {
    adult: {
      title: 'Adult ICU',
      weight: {
        'lower-hard': '20 kg',
        'lower-soft': '35 kg',
        'upper-soft': '150 kg',
        'upper-hard': '300 kg',
      },
      bsa: { 'lower-hard': '0.5 m2', 'upper-hard': '3 m2' },
      rate: { 'upper-hard': '900 mL/h' },
      vtbi: { 'upper-hard': '2000 mL' },
      kvo: '5 mL/h',
      air: { bubble: '80 microlitre', accumulated: '200 microlitre' },
      occlusion: '400 mmHg',
      'basic-infusion': {
        rate: { 'upper-soft': '125 mL/h', 'upper-hard': '250 mL/h' },
        vtbi: { 'upper-hard': '1000 mL' },
        text: 'This infusion is not checked by the drug library.',
      },
      entries: ADULT,
    },
    neonatal: {
      title: 'Neonates',
      'weight-unit': 'g',
      weight: {
        'lower-hard': '300 g',
        'lower-soft': '500 g',
        'upper-soft': '5000 g',
        'upper-hard': '8000 g',
      },
      rate: { 'upper-hard': '25 mL/h' },
      vtbi: { 'upper-hard': '100 mL' },
      entries: NEONATES,
    },
  },
});

/** The signed library; another `sequence` is another release of it. */
export function signedOfTests(sequence?: number): Buffer {
  return signedDemonstration(sourceFolder(SOURCE_OF_TESTS), sequence === undefined ? {} : { sequence });
}
