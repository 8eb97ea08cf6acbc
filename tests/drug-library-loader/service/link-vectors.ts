// Writes tests/vectors/link-check.json: the vectors of dose-check.json as messages of the service link, and what a pump answers. Run by hand
// when those change: node -r ts-node/register tests/drug-library-loader/service/link-vectors.ts
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeWhole } from '../../../drug-library-loader/cli/whole-file';
import { encodeCbor } from '../../../drug-library-loader/compiler/encode';
import { encodeRequest } from '../../../drug-library-loader/service/message';
import { RateField } from '../../../engine/dose/deliverable-rate';
import { Field } from '../../../engine/dose/finding';
import { Key, check, infusionProgram, judgeProgram, outcome } from '../../../engine/index';
import { Message } from '../../../engine/service/service';
import { careAreaRecord, entryModel, limitRecords, pumpRecord } from '../../engine/dose/limits';
import type { Vector } from '../../engine/dose/make-vectors';

const FILE = resolve(__dirname, '../../vectors/link-check.json');

/** Id of every request. */
const ID = 1;

export interface LinkVector {
  source: string;
  /** Hexadecimal: a CHECK message, and the answer to it. */
  request: string;
  answer: string;
}

function linkVector({ source, program, before, limits }: Vector): LinkVector {
  const { pump, careArea, entry } = limits;
  const model = entry && entryModel(entry, '', 'test');
  const none = Buffer.alloc(0);
  const record = (content: Map<number, number[]>, head: number[]) =>
    encodeCbor(new Map([...content, [Key.HEAD, head]]));
  const numbers = infusionProgram(program);
  const records = limitRecords(limits);
  const confirmed = (before && check(before, records).confirmable) ?? [];
  const verdict = judgeProgram(numbers, records, confirmed);
  const { findings, rates } = outcome;
  const rows = (flat: readonly number[], size: number, kept: number) =>
    flat.filter((_, i) => i % size < kept);
  const request = encodeRequest(ID, Message.CHECK, [
    record(pumpRecord(pump), []),
    careArea ? record(careAreaRecord(careArea), [0, 0, careArea.weightInGrams ? 1 : 0]) : none,
    model ? record(model.record, [model.type, model.flags, 0, ...(model.concentration ?? [])]) : none,
    numbers.type,
    numbers.values,
    numbers.steps,
    numbers.delivered,
    numbers.problems,
    confirmed,
  ]);
  const answer = encodeRequest(ID, Message.CHECK, [
    0,
    verdict,
    findings.length / Field.SIZE,
    ...rows(findings, Field.SIZE, Field.RATIO),
    // A rate that was not rounded has no coefficient; what is no whole number goes as text.
    ...rows(rates, RateField.SIZE, RateField.RATIO).map((value) => (Number.isNaN(value) ? 'NaN' : value)),
  ]);
  return { source, request: request.toString('hex'), answer: answer.toString('hex') };
}

/** The file's text, as it must be. */
export function linkVectors(): string {
  const vectors: Vector[] = JSON.parse(
    readFileSync(resolve(__dirname, '../../vectors/dose-check.json'), 'utf8'),
  );
  return `[\n${vectors.map((vector) => JSON.stringify(linkVector(vector))).join(',\n')}\n]\n`;
}

export function readLinkVectors(): string {
  return readFileSync(FILE, 'utf8');
}

if (require.main === module) writeWhole(FILE, linkVectors());
