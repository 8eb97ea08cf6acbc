import { QUANTITY_NAMES, Quantity } from '../dose/limit';
import { unitText } from '../dose/unit';
import { placePoint } from '../number/decimal';

/** What a person reads for each quantity: its name, where that says it. */
const NAMES: string[] = [];
NAMES[Quantity.BSA] = 'Body surface';
NAMES[Quantity.VTBI] = NAMES[Quantity.BASIC_VTBI] = 'Volume to be infused';
NAMES[Quantity.DOSE_RATE] = 'Dose per time';
NAMES[Quantity.TITRATION_UP] = 'Increase';
NAMES[Quantity.TITRATION_DOWN] = 'Decrease';
NAMES[Quantity.BASAL] = 'Basal rate';
NAMES[Quantity.BASIC_RATE] = 'Rate';
NAMES[Quantity.STEPS] = 'Number of steps';
NAMES[Quantity.AMOUNT] = 'Drug in the container';
NAMES[Quantity.DILUENT_VOLUME] = 'Volume of the container';
for (let quantity = 0; quantity < QUANTITY_NAMES.length; quantity++) {
  const name = QUANTITY_NAMES[quantity];
  NAMES[quantity] = NAMES[quantity] || name.charAt(0).toUpperCase() + name.substring(1).replace('-', ' ');
}

export function nameOf(quantity: number): string {
  return NAMES[quantity];
}

/** Three numbers at `values[at]` as text with their unit; empty where nothing was entered. */
export function valueText(values: number[], at: number, uk: boolean): string {
  return values[at + 2] > 0
    ? placePoint(String(values[at]), values[at + 1]) + ' ' + unitText(values[at + 2], uk)
    : '';
}

/** Whole microlitres as mL. */
export function millilitres(microlitres: number): string {
  return placePoint(String(Math.floor(microlitres)), -3) + ' mL';
}

/** Microlitres per hour as mL/h. */
export function rateText(rate: number): string {
  return millilitres(rate) + '/h';
}

/** A volume as a screen shows it: whole tenths of a mL, rounded down. */
export function volumeText(microlitres: number): string {
  return millilitres(Math.floor(microlitres / 100) * 100);
}

/** About how much of something, with four digits, rounded down; no more than that can be said of what was delivered. */
export function amountText(amount: number): string {
  let place = 0;
  while (amount >= 10000) {
    amount /= 10;
    place++;
  }
  while (amount > 0 && amount < 1000 && place > -9) {
    amount *= 10;
    place--;
  }
  return placePoint(String(Math.floor(amount + 1e-6)), place);
}

/** Seconds as hours and minutes, rounded up to a minute. */
export function timeText(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return Math.floor(minutes / 60) + ' h ' + (minutes % 60) + ' min';
}
