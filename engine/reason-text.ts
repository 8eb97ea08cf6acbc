import { Reason } from './reason';

/**
 * Wording of each reason, and where one exists the code of the IHE PCD Point-of-care Infusion Verification table (PumpErrorCodes,
 * IHE wiki, revision of 12 November 2013) for the same situation in an order sent to a pump.
 */
const TEXTS: { [reason: number]: string } = {
  101: 'Nothing entered',
  102: 'Not a plain decimal number',
  103: 'Two decimal points',
  104: 'Too many digits',
  105: 'A sign is not allowed',
  106: 'Not a text with a number and a unit',
  107: 'Zero cannot be infused',
  108: 'Unknown unit',
  109: 'Value missing',
  110: 'Too much entered: one value follows from the others',
  111: 'Unknown type of program',
  112: 'Dose and volume do not agree',
  113: 'Does not belong to this type of program',
  201: 'Units of different kinds',
  202: 'Not the unit of the drug library',
  203: 'Not possible outside the drug library',
  204: 'Not allowed by the library entry',
  205: 'Not entered this way in this entry',
  206: 'Weight missing',
  207: 'Body surface area missing',
  208: 'Concentration missing',
  209: 'Concentration not in the library entry',
  301: 'Below lower hard limit',
  302: 'Below lower soft limit',
  303: 'Above upper soft limit',
  304: 'Above upper hard limit',
  401: 'Rate too small for the pump',
  402: 'Rounded rate beyond tolerance',
  403: 'No deliverable rate inside the hard limits',
  501: 'Cannot be checked',
  502: 'No limits to check against',
  601: 'Data cut short',
  602: 'Not in shortest form',
  603: 'Indefinite length',
  604: 'Nested too deep',
  605: 'Keys out of order',
  606: 'Key twice',
  607: 'Reserved form',
  608: 'Trailing data',
  609: 'Unsupported type',
  610: 'Number too large',
  611: 'Malformed text',
  621: 'Storage unreadable',
  622: 'Not a drug library of this format',
  623: 'Wrong type',
  624: 'Checksum wrong',
  625: 'Out of bounds',
  626: 'Index out of order',
  627: 'Limits out of order',
  628: 'Unknown unit in library',
  629: 'Unknown key',
  630: 'Not in the drug library',
};

const IHE: { [reason: number]: number } = {
  107: 9004,
  108: 9008,
  109: 9003,
  201: 9009,
  202: 9009,
  203: 9010,
  206: 9019,
  301: 9024,
  304: 9024,
  401: 9005,
  630: 9010,
};

/** What the reason says to a person; every reason has a text. */
export function reasonText(reason: Reason): string {
  return TEXTS[reason] || TEXTS[Reason.CANNOT_JUDGE];
}

/** The IHE PCD code for it; 0 where the table has none. */
export function iheCode(reason: Reason): number {
  return IHE[reason] || 0;
}
