import { basename } from 'node:path';
import { Region } from '../../hal/hal';
import { readWhole } from '../cli/key-file';
import { UsageError } from '../cli/usage-error';
import { type EventRecord, eventRecord, withContext } from './event-record';
import { type JournalContent, journalRegion, readJournal } from './journal-image';
import type { Pseudonyms } from './pseudonym';

/** A journal of one pump, read from a file. */
export interface JournalFile {
  path: string;
  pump: string;
  content: JournalContent;
  events: EventRecord[];
}

export interface JournalOptions {
  /** The pump's name; else that of the file before its first dot. */
  pump?: string;
  training?: boolean;
}

/** Reads a journal. UsageError where the file is not there, or holds no record at all. */
export function readJournalFile(
  path: string,
  pseudonyms: Pseudonyms,
  options: JournalOptions = {},
): JournalFile {
  const region = options.training ? Region.TRAINING_JOURNAL : Region.JOURNAL;
  const content = readJournal(journalRegion(readWhole(path), region));
  if (content.records.length === 0)
    throw new UsageError(
      `${path} holds no journal record: give the file that "pump-service log" wrote, or a pump's flash`,
    );
  const pump = options.pump ?? (basename(path).split('.')[0] || 'pump');
  const events = withContext(content.records.map((record) => eventRecord(record, pump, pseudonyms)));
  return { path, pump, content, events };
}

/** Bytes of the longest record. */
const MOST_OF_ONE = 1024;

/** What is not whole about a journal, a sentence each; empty where everything is. */
export function problemsOf({ records, gaps, broken, unreadable }: JournalContent): string[] {
  const problems = gaps.map(({ after, before }) => {
    const missing = before - after - 1;
    return `records ${after + 1} to ${before - 1} are missing (${missing})`;
  });
  if (broken.length > 0)
    problems.push(
      `the chain does not join ${broken.length === 1 ? 'record' : 'records'} ${broken.slice(0, 10).join(', ')}${broken.length > 10 ? ', …' : ''} to the one before: changed, or of another journal`,
    );
  // What power loss left of one record is no loss: it was never complete. More than that was records.
  const damaged = unreadable.filter(({ bytes }) => bytes > MOST_OF_ONE || gaps.length + broken.length > 0);
  const bytes = damaged.reduce((sum, each) => sum + each.bytes, 0);
  if (bytes > 0)
    problems.push(
      `${bytes} bytes hold no whole record${gaps.length > 0 ? '' : `: what stood there, before record ${records[0]?.number} or after ${records.at(-1)?.number}, is lost`}`,
    );
  return problems;
}
