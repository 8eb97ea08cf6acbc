// Names and numbers of the enums in hal/hal.ts: they are `const`, so at run time there are only numbers.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const text = readFileSync(resolve(__dirname, '../../../hal/hal.ts'), 'utf8');

export function namesOf(name: string): Record<string, number> {
  const body = new RegExp(`export (?:const )?enum ${name} \\{([^}]*)\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`hal.ts has no enum ${name}`);
  const rows = [...body.matchAll(/^ {2}([A-Z_]+) = (0x[0-9a-f]+|\d+),$/gm)];
  return Object.fromEntries(rows.map((row) => [row[1], Number(row[2])]));
}
