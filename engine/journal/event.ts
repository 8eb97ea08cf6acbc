/**
 * The numbers that a journal is written in. They stay for ever: a kind or detail that is no longer used keeps its number, a new one gets
 * the next. docs/formats/event-log.md says what each means.
 */
export const enum EventKind {
  POWER_ON = 1,
  POWER_OFF = 2,
  SELF_TEST = 3,
  /** Numbers were skipped or records could not be written: CODE how many, OLD and NEW the numbers around the gap. */
  RECORDS_LOST = 4,
  CLOCK_SET = 5,
  TRAINING = 6,
  /** Periodic totals of what runs. */
  STATUS = 7,
  ANAESTHESIA = 8,
  LOUDNESS = 9,

  LIBRARY_ACTIVE = 10,
  LIBRARY_REFUSED = 11,
  LIBRARY_INSTALLED = 12,
  TRUST_INSTALLED = 13,
  TRUST_REFUSED = 14,

  NEW_PATIENT = 20,
  SAME_PATIENT = 21,
  WEIGHT_CHANGED = 22,
  CARE_AREA = 23,

  PROGRAM_BEGUN = 30,
  LIMIT_EVALUATED = 31,
  SOFT_OVERRIDE = 32,
  HARD_STOP = 33,
  REPROGRAMMED = 34,
  CANCELLED = 35,
  ADVISORY_ACKNOWLEDGED = 36,
  SECOND_PERSON = 37,
  COSIGNED = 38,
  OUTSIDE_LIBRARY = 39,
  /** Who confirms a soft limit. */
  IDENTIFIED = 40,

  DELIVERY_STARTED = 50,
  DELIVERY_CHANGED = 51,
  DELIVERY_PAUSED = 52,
  DELIVERY_RESUMED = 53,
  DELIVERY_STOPPED = 54,
  DELIVERY_COMPLETE = 55,
  KVO_STARTED = 56,
  BOLUS_STARTED = 57,
  BOLUS_COMPLETE = 58,
  DEMAND_GIVEN = 59,
  DEMAND_REFUSED = 60,

  ALARM = 70,
  ALARM_CLEARED = 71,
  ALARM_PAUSED = 72,
}

/** What stands before each value of an event. Texts carry their unit. */
export const enum Detail {
  /** Session of a patient, infusion, its segment, alert: numbers that rise. */
  PATIENT = 1,
  INFUSION = 2,
  SEGMENT = 3,
  ALERT = 4,

  CARE_AREA = 10,
  DRUG = 11,
  THERAPY = 12,
  CONCENTRATION = 13,
  ENTRY = 14,
  /** CRC-32 of the entry's id in the source. */
  ENTRY_ID = 15,
  PROGRAM_TYPE = 16,

  QUANTITY = 20,
  BOUND = 21,
  SEVERITY = 22,
  ENTERED = 23,
  LIMIT = 24,
  UNIT = 25,
  FOLD = 26,
  /** Code of engine/reason.ts. */
  REASON = 27,
  /** Number of the list that the clinician chose from. */
  OVERRIDE_REASON = 28,
  /** Number of the person in the staff list, never a name. */
  PERSON = 29,
  /** 0 refuse, 1 confirm, 2 accept, 3 unprotected. */
  VERDICT = 30,

  DOSE = 40,
  RATE = 41,
  VOLUME = 42,
  DURATION = 43,
  WEIGHT = 44,
  /** Whole microlitres. */
  DELIVERED = 45,

  ALARM = 50,
  PRIORITY = 51,

  OLD = 60,
  NEW = 61,
  CODE = 62,
  TEXT = 63,
}

/** What the state store keeps. */
export const enum StateKey {
  /** Slot in use, slot that waits for its day, and what each holds (engine/service/library-slots.ts). */
  LIBRARY = 1,
  /** Highest sequences ever taken. */
  HIGHEST = 2,
  /** The infusion that a power cut interrupts, as the application writes it. */
  INFUSION = 3,
  /** Counters: patient, infusion, alert. */
  COUNTERS = 5,
  /** Settings of the pump: time zone, loudness. */
  SETTINGS = 6,
  /** What is left of lockouts and windows. */
  LOCKOUT = 7,
  /** The file that the service link is sending. */
  TRANSFER = 8,
  /** Infusions that a second person still has to co-sign: number, who confirmed a limit of it, drug. */
  COSIGNATURES = 9,
  /** What of the running infusion is in: its number, microlitres of each part. */
  DELIVERED = 10,
  COUNT = 16,
}
