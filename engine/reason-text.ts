import { Reason } from './reason';

/**
 * Wording of each reason, and where one exists the code of the IHE PCD Point-of-care Infusion Verification table (PumpErrorCodes,
 * IHE wiki, revision of 12 November 2013) for the same situation in an order sent to a pump.
 */
const TEXTS: { [reason: number]: string } = {
  101: 'Nothing was entered.',
  102: 'This is not a plain decimal number.',
  103: 'The number has two decimal points.',
  104: 'The number has more digits than can be entered (nine, twelve places).',
  105: 'The number has a sign.',
  106: 'A text with a number and a unit is expected here.',
  107: 'Zero cannot be infused.',
  108: 'This unit is not known.',
  109: 'This value is missing.',
  110: 'Too much was entered: one of these values follows from the others.',
  111: 'This type of program is not known.',
  112: 'Dose and volume do not agree at this concentration.',
  113: 'This value does not belong to this type of program.',
  201: 'The units count different things and cannot be converted.',
  202: 'This is not the unit that the drug library uses here.',
  203: 'Outside the drug library only a rate in mL/h with a volume can be infused.',
  204: 'The library entry does not allow this.',
  205: 'The library entry is not entered this way.',
  206: 'The patient weight is missing.',
  207: 'The body surface area is missing.',
  208: 'The concentration is missing.',
  209: 'This concentration is not in the library entry.',
  301: 'Below the lower hard limit.',
  302: 'Below the lower soft limit.',
  303: 'Above the upper soft limit.',
  304: 'Above the upper hard limit.',
  401: 'The rate is too small for this pump.',
  402: 'The pump can only deliver a rate that is off by more than the tolerance.',
  403: 'No rate that the pump can deliver lies inside the hard limits.',
  501: 'This cannot be checked.',
  502: 'There are no limits to check against.',
  601: 'The data ends too early.',
  602: 'A number is not in its shortest form.',
  603: 'A length is left open.',
  604: 'The data is nested too deep.',
  605: 'Keys are out of order.',
  606: 'A key stands twice.',
  607: 'A reserved form is used.',
  608: 'There is more data than there should be.',
  609: 'A type is used that a library does not have.',
  610: 'A number is too large.',
  611: 'A text is not well-formed UTF-8.',
  621: 'The storage cannot be read.',
  622: 'This is not a drug library of this format.',
  623: 'A part of the library has the wrong type.',
  624: 'A library entry is damaged (CRC-32).',
  625: 'A part of the library lies outside it.',
  626: 'The index is out of order.',
  627: 'Limits are out of order.',
  628: 'A unit of the library is not known.',
  629: 'A key of the library is not known.',
  630: 'This is not in the drug library.',
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
