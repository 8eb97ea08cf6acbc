/*
 * ders.h: the dose check for firmware with a user interface of its own. C99. This header is the manual; docs/porting.md shows it at work.
 *
 *   struct ders *ders;
 *   ders_open(&ders, &setup);                     verifies the signed library, starts the engine in the caller's block of memory
 *   ders_find(ders, &names, entries, 8, &count);  what the person chose
 *   ders_check(ders, &key, &program, &verdict);   before the motor may turn, and before every change of what it does
 *   ders_close(ders);
 *
 * Rules. Every function returns DERS_OK (0) or a negative ders_error; results start as failure: a verdict as DERS_REFUSE, a count as 0. Only
 * `result == DERS_OK && verdict.verdict == DERS_ACCEPT` lets an infusion start without a question. One ders is open at a time; functions are not
 * reentrant and not for interrupts. Nothing is allocated outside the block. Texts are UTF-8 ended by 0. No function waits, prints or reads a clock.
 *
 * Stack. Every function but ders_close: 12 KB with Duktape, of which `setup.stack` bounds what JavaScript takes (8 KB is enough), 16 KB with
 * JerryScript built with JERRY_STACK_LIMIT=12; ders_open needs 6 KB more at most, before the engine is started. ders_close: 64 bytes.
 *
 * Errors of every function that takes a struct ders: DERS_ERR_ARGUMENT for a null pointer; DERS_ERR_STATE when it is not open; those of the engine,
 * DERS_ERR_MEMORY, DERS_ERR_TIME, DERS_ERR_SCRIPT, DERS_ERR_FORM, after which the next call may work; DERS_ERR_LOST, after which only ders_close does.
 * Further ones stand at each function.
 */
#ifndef DERS_H
#define DERS_H

#include <stddef.h>
#include <stdint.h>

#include "../jerryscript-bindings/storage.h"
#include "signed_library.h"

enum ders_error {
  DERS_OK = 0,
  /* the caller */
  DERS_ERR_ARGUMENT = -101, /* a null pointer, a number outside its range, more parts than fit */
  DERS_ERR_STATE = -102,    /* not open, or another one is */
  DERS_ERR_ROOM = -103,     /* a text or a list is longer than the caller's room; nothing of it is given */
  /* the library */
  DERS_ERR_UNSIGNED = -201,  /* the signed file is refused; ders_reason says why */
  DERS_ERR_LIBRARY = -202,   /* what was signed is no library that this engine reads, or a part of it is unreadable; ders_reason says why */
  DERS_ERR_NOT_FOUND = -203, /* no such care area, drug or entry */
  /* the engine */
  DERS_ERR_MEMORY = -301, /* the block is too small */
  DERS_ERR_TIME = -302,   /* setup.expired stopped it */
  DERS_ERR_SCRIPT = -303, /* JavaScript threw: a defect; ders_message says what */
  DERS_ERR_FORM = -304,   /* the engine's answer is not of the agreed form: bundle and firmware do not belong together */
  DERS_ERR_LOST = -305    /* the runtime is lost: ders_close, ders_open */
};

/* Verdicts, numbers far apart, so that no cleared or half-written memory reads as *accept*. */
enum ders_verdict_code {
  DERS_REFUSE = 0,
  DERS_CONFIRM = 0x2c5a96,     /* a soft limit: a person must confirm */
  DERS_UNPROTECTED = 0x5a963c, /* outside the library: checked against ceilings alone, to be marked and recorded so */
  DERS_ACCEPT = 0x9635c5
};

enum ders_program_type {
  DERS_CONTINUOUS = 1,
  DERS_INTERMITTENT = 2,
  DERS_PCA = 3,
  DERS_FLUID = 4,
  DERS_MULTI_STEP = 5,
  DERS_TITRATION = 6, /* a change of a running continuous infusion */
  DERS_BOLUS = 7,
  DERS_LOADING = 8
};

/* What can be entered, and what a finding is about (engine/dose/limit.ts; a test holds the two together). */
enum ders_quantity {
  DERS_PROGRAM = 0,
  DERS_WEIGHT = 1,
  DERS_BSA = 2,
  DERS_CONCENTRATION = 3,
  DERS_RATE = 4,
  DERS_VTBI = 5,
  DERS_DURATION = 6,
  DERS_DOSE = 7,
  DERS_DOSE_RATE = 8,
  DERS_TITRATION_UP = 9,
  DERS_TITRATION_DOWN = 10,
  DERS_BOLUS_DOSE = 11,
  DERS_BOLUS_RATE = 12,
  DERS_BOLUS_DURATION = 13,
  DERS_LOADING_DOSE = 14,
  DERS_LOADING_RATE = 15,
  DERS_LOADING_DURATION = 16,
  DERS_ACCUMULATED_DOSE = 17,
  DERS_DEMAND_DOSE = 18,
  DERS_LOCKOUT = 19,
  DERS_BASAL = 20,
  DERS_CLINICIAN_BOLUS = 21,
  DERS_STEP_DURATION = 22,
  DERS_STEPS = 23,
  DERS_BASIC_RATE = 24,
  DERS_BASIC_VTBI = 25,
  DERS_AMOUNT = 26,
  DERS_DILUENT_VOLUME = 27,
  DERS_RUNNING = 28,
  DERS_QUANTITIES = 29
};

enum ders_severity { DERS_PROBLEM = 0, DERS_HARD = 1, DERS_SOFT = 2, DERS_CONFIRMED = 3 };

enum ders_bound { DERS_NO_BOUND = 0, DERS_LOWER_HARD = 1, DERS_LOWER_SOFT = 2, DERS_UPPER_SOFT = 8, DERS_UPPER_HARD = 16 };

/* A number as it was typed: coefficient × 10^exponent in a unit. unit 0: not entered. ders_read makes one from text. */
struct ders_number {
  int32_t coefficient; /* 0 … 999,999,999 */
  int8_t exponent;     /* -12 … 9 */
  uint16_t unit;       /* substance × 16 + basis × 4 + time, as in engine/dose/unit.ts */
};

/* A step of a multi-step program: what runs (dose or rate), and how long (duration or volume). */
struct ders_step {
  struct ders_number runs;
  struct ders_number lasts;
};

/* What this patient received of this drug, evenly between two ages in seconds: from >= until >= 0. */
struct ders_delivery {
  uint16_t kind;   /* kind of unit × 256 + kind of delivery as a bit (demand 1, basal 2, clinician bolus 4, loading 8, bolus 16) */
  uint32_t from;
  uint32_t until;
  double quanta;   /* whole, below 2^53: picograms, microunits, nanomoles, nanoequivalents, nanolitres, microkilocalories by kind */
};

/* What a soft finding was when a person confirmed it: kept, and given to the next check of the same infusion. Opaque. */
struct ders_confirmation {
  double numbers[19];
};

/* Most parts of one program together: 4 numbers for each quantity entered, 12 a step, 4 a delivery, 19 a confirmation. */
#define DERS_MAX_PROGRAM 340

struct ders_program {
  uint8_t type; /* ders_program_type */
  struct ders_number values[DERS_QUANTITIES]; /* by ders_quantity */
  const struct ders_step *steps;
  uint16_t step_count;
  const struct ders_delivery *delivered;
  uint16_t delivered_count; /* at most 64 */
  const struct ders_confirmation *confirmed;
  uint16_t confirmed_count;
};

/* What tells entries apart; the numbers are ids of the open library, from the lists below. */
struct ders_key {
  uint8_t care_area;     /* 1 … */
  uint8_t outside;       /* 1: an infusion outside the library; the rest is then ignored */
  uint8_t anaesthesia;   /* 1: of the anaesthesia mode */
  uint16_t drug;
  uint16_t therapy;      /* 0: none */
  uint16_t variant;
};

struct ders_finding {
  uint8_t severity; /* ders_severity */
  uint8_t quantity; /* ders_quantity */
  uint8_t bound;    /* ders_bound; DERS_NO_BOUND where no limit was crossed */
  uint8_t cap;      /* 1: the limit is the cap of a dose by weight or body surface */
  uint16_t reason;  /* engine/reason.ts; ders_reason_text */
  uint16_t step;    /* of a multi-step program, from 1; 0 elsewhere */
  uint16_t unit;    /* of the limit */
  int8_t exponent;  /* the limit is limit × 10^exponent */
  double limit;
  struct ders_confirmation confirmation; /* to be kept once a person has confirmed this finding, DERS_SOFT or DERS_CONFIRMED */
};

struct ders_rate {
  uint8_t quantity; /* DERS_RATE, DERS_BOLUS_RATE or DERS_LOADING_RATE */
  uint16_t step;
  int32_t coefficient; /* the rate that the motor is to make: coefficient × 10^exponent mL/h; never above a hard limit */
  int8_t exponent;
};

#define DERS_MAX_FINDINGS 12
#define DERS_MAX_RATES 12

struct ders_verdict {
  uint32_t verdict;      /* ders_verdict_code */
  uint16_t reason;       /* why nothing could be judged: the entry not found or unreadable; 0 where `findings` says everything */
  uint16_t finding_count;
  uint16_t more;         /* findings that did not fit; those given are the worst */
  uint16_t rate_count;
  struct ders_finding findings[DERS_MAX_FINDINGS]; /* worst first */
  struct ders_rate rates[DERS_MAX_RATES];          /* what would be delivered; no licence to deliver it */
};

struct ders_setup {
  struct ders_storage storage; /* where the signed library lies */
  uint32_t offset, length;     /* the signed file in it */
  struct ders_policy policy;   /* whom to trust; must outlive ders_open alone */
  void *block;                 /* aligned to 8 bytes */
  size_t size;                 /* bytes; docs/firmware.md says how many are needed */
  size_t stack;                /* bytes of C stack for JavaScript; 0: no bound */
  int (*expired)(void *context); /* asked while the engine runs: other than 0 stops it. NULL: never */
  void *context;
};

/* The longest text that a list gives, with its end. */
#define DERS_TEXT 128

struct ders_head {
  char id[DERS_TEXT], title[DERS_TEXT], organisation[DERS_TEXT], version[DERS_TEXT];
  uint32_t sequence, effective, review_by; /* days as yyyymmdd */
  uint16_t care_areas;
  uint32_t drugs, entries;
  uint8_t uk, demonstration;
};

struct ders_care_area {
  uint8_t number;
  uint8_t weight_in_grams;
  char id[DERS_TEXT], title[DERS_TEXT];
};

struct ders_drug {
  uint16_t drug;
  char name[DERS_TEXT];
};

/* One way of giving a drug, as a person chooses it. */
struct ders_entry {
  struct ders_key key;
  uint8_t type; /* ders_program_type */
  uint8_t weight_based, bsa_based;
  char drug[DERS_TEXT], therapy[DERS_TEXT], concentration[DERS_TEXT], unit[DERS_TEXT];
};

/* What a person names; case does not matter. NULL: any. Care area and drug are needed. */
struct ders_names {
  const char *care_area, *drug, *therapy, *concentration, *unit;
  uint8_t anaesthesia;
};

struct ders;

/* Verifies the signed file and opens the library in it. *ders is usable unless NULL: after DERS_ERR_UNSIGNED and DERS_ERR_LIBRARY for
 * ders_reason and ders_close alone. Errors: ARGUMENT, STATE (another one is open), UNSIGNED, LIBRARY, and those of the engine. */
int ders_open(struct ders **ders, const struct ders_setup *setup);

/* The block is the caller's again. NULL is allowed. */
void ders_close(struct ders *ders);

/* Judges a program. DERS_OK says that it was judged, not that it was accepted. Errors: ARGUMENT also for more than DERS_MAX_PROGRAM numbers,
 * LIBRARY, NOT_FOUND (verdict->reason says why; the verdict is DERS_REFUSE). */
int ders_check(struct ders *ders, const struct ders_key *key, const struct ders_program *program, struct ders_verdict *verdict);

/* What the library says of itself. Errors: ROOM. */
int ders_head(struct ders *ders, struct ders_head *head);

/* Lists: at most `room` items; *count says how many. */

/* Care areas from number `from` (1: the first) on. Errors: ROOM (of a text). */
int ders_care_areas(struct ders *ders, uint32_t from, struct ders_care_area *areas, size_t room, size_t *count);

/* Drugs of a care area in alphabetical order, that begin with `prefix` ("": all), after drug `after` (-1: from the first). Errors: ROOM (of a text). */
int ders_drugs(struct ders *ders, uint32_t care_area, int anaesthesia, const char *prefix, int32_t after, struct ders_drug *drugs, size_t room,
               size_t *count);

/* Entries of a drug. Errors: ROOM (also: there are more of them). */
int ders_entries(struct ders *ders, uint32_t care_area, uint32_t drug, int anaesthesia, struct ders_entry *entries, size_t room, size_t *count);

/* Entries that fit what a person named. Errors: NOT_FOUND, ROOM (also: there are more of them). */
int ders_find(struct ders *ders, const struct ders_names *names, struct ders_entry *entries, size_t room, size_t *count);

/* Reads `"5 mcg/kg/min"` as a number; `body_weight` says that a bare g is a gram of the patient. *reason is 0 or why it is none (engine/reason.ts). */
int ders_read(struct ders *ders, const char *text, int body_weight, struct ders_number *number, uint16_t *reason);

/* The sentence for a reason code. Errors: ROOM. */
int ders_reason_text(struct ders *ders, uint16_t reason, char *text, size_t room);

/* Why the last ders_open was refused. */
uint16_t ders_reason(const struct ders *ders);

/* Bytes of the block in use at most so far, headers and own state included; 0 for NULL. */
size_t ders_heap_peak(const struct ders *ders);

/* What the engine threw last, for a log; never NULL. */
const char *ders_message(const struct ders *ders);

#endif
