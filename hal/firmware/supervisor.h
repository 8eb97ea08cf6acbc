/* The second channel between the application and the motor (docs/supervisor.md).
 *
 * It lets the motor turn only under an order that a START press allowed, below the ceiling of the entry in the library, while a lease lasts,
 * and while the encoder agrees with the command. The application asks; this decides. hal/desktop/supervisor.ts is its twin, and
 * tests/vectors/supervisor.json holds the two together.
 *
 * Times are monotonic ms since power-on, rates whole microlitres per hour, volumes whole microlitres. The caller owns all memory; nothing is
 * allocated, nothing recurses. `ders_supervisor_tick` and `ders_supervisor_edge` belong into the interrupt that makes the steps, so that
 * without it nothing moves; the other calls mask it themselves, by `lock` and `unlock`.
 */
#ifndef DERS_SUPERVISOR_H
#define DERS_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers of hal/hal.ts; tests/hal/firmware/supervisor.test.ts compares them. */

enum ders_answer {
  DERS_ANSWER_REFUSED = 0,
  DERS_ANSWER_NO_KEY = 1,
  DERS_ANSWER_ABOVE_CEILING = 2,
  DERS_ANSWER_NOT_ORDERED = 3,
  DERS_ANSWER_LOCKED_OUT = 4,
  DERS_ANSWER_UNREADABLE = 5,
  DERS_ANSWER_TRIPPED = 6,
  DERS_ANSWER_ACCEPTED = 0x3c96a5
};

enum ders_motion {
  DERS_MOTION_HALTED = 0,
  DERS_MOTION_ARMED = 1,
  DERS_MOTION_MOVING = 2
};

enum ders_halt {
  DERS_HALT_NONE = 0,
  DERS_HALT_POWER_ON = 1,
  DERS_HALT_STOP_KEY = 2,
  DERS_HALT_APPLICATION = 3,
  DERS_HALT_LEASE = 4,
  DERS_HALT_COMPLETE = 5,
  /* Trips: they stay until ders_supervisor_reset. */
  DERS_HALT_UNDER_DELIVERY = 6,
  DERS_HALT_OVER_DELIVERY = 7
};

enum ders_part {
  DERS_PART_MAIN = 0,
  DERS_PART_BOLUS = 1,
  DERS_PART_DEMAND = 2,
  DERS_PART_KVO = 3
};

enum { DERS_PARTS = 4 };

enum ders_order {
  DERS_ORDER_SLOT = 0,
  DERS_ORDER_LIBRARY_OFFSET = 1,
  DERS_ORDER_LIBRARY_LENGTH = 2,
  DERS_ORDER_ENTRY = 3,
  DERS_ORDER_MAIN_RATE = 4,
  DERS_ORDER_MAIN_VOLUME = 5,
  DERS_ORDER_BOLUS_RATE = 6,
  DERS_ORDER_BOLUS_VOLUME = 7,
  DERS_ORDER_DEMAND_RATE = 8,
  DERS_ORDER_DEMAND_VOLUME = 9,
  DERS_ORDER_LOCKOUT = 10,
  DERS_ORDER_KVO_RATE = 11,
  DERS_ORDER_SIZE = 12
};

/* The keys that matter here; others are ignored. */
enum ders_key {
  DERS_KEY_START = 15,
  DERS_KEY_STOP = 16,
  DERS_KEY_HANDSET = 21
};

/* What ders_supervisor_begin answers; a supervisor that is not ready answers everything with DERS_ANSWER_REFUSED. */
enum ders_supervisor_error {
  DERS_SUPERVISOR_READY = 0x5afe17,
  /* No supervisor, or a function of the hardware is missing. */
  DERS_SUPERVISOR_HARDWARE = -1,
  /* A number of the mechanism is 0 or too large. */
  DERS_SUPERVISOR_MECHANISM = -2
};

/* A count of steps that never ends. */
#define DERS_STEPS_ENDLESS UINT32_MAX

/* A number of the application that is not whole, or too large to be exact. */
#define DERS_NOT_WHOLE INT64_MIN

/* The board. Every function gets `context`. */
struct ders_supervisor_hardware {
  void *context;
  /* A train of steps from now on, which replaces the one that runs and ends by itself after `steps`, exactly there. */
  void (*run)(void *context, uint32_t steps_per_hour, uint32_t steps);
  void (*stop)(void *context);
  /* Steps made, and counts of the encoder, since any time; both wrap at 2^32. */
  uint32_t (*commanded)(void *context);
  uint32_t (*encoder)(void *context);
  /* Copies bytes of the library storage; false where any of them lies outside or cannot be read. */
  bool (*read)(void *context, uint32_t offset, uint8_t *bytes, uint32_t length);
  /* Keep the interrupt out, and let it in again. Calls are not nested. */
  void (*lock)(void *context);
  void (*unlock)(void *context);
};

struct ders_supervisor_mechanism {
  /* Fastest that it turns: 1 … 100,000,000 microlitres per hour. */
  uint32_t highest_rate;
  /* 1 … 100 each. */
  uint32_t steps_per_microlitre;
  uint32_t counts_per_step;
  /* ms between two looks at the encoder, at most; only ders_supervisor_next uses it. */
  uint32_t watch;
  /* The two slots for libraries; a ceiling is read from nowhere else. */
  uint32_t slot_start[2];
  uint32_t slot_size[2];
};

/* What follows down to the functions is the supervisor's own. */

enum { DERS_STRETCHES = 2, DERS_CHECKPOINTS = 10 };

struct ders_checkpoint {
  int64_t expected;
  int64_t missing;
};

struct ders_stretch {
  struct ders_checkpoint points[DERS_CHECKPOINTS];
  uint32_t oldest;
  uint32_t count;
};

struct ders_deviation {
  int64_t expected;
  int64_t missing;
  struct ders_stretch stretches[DERS_STRETCHES];
};

struct ders_press {
  uint64_t at;
  bool held;
  bool good;
  bool resumes;
};

struct ders_supervisor {
  const struct ders_supervisor_hardware *hardware;
  struct ders_supervisor_mechanism mechanism;
  int32_t ready;
  uint64_t now;
  enum ders_motion motion;
  enum ders_halt halt;
  bool ordered;
  bool stop_held;
  bool demanded;
  int64_t order[DERS_ORDER_SIZE];
  enum ders_part part;
  int64_t rate;
  uint64_t lease_end;
  int64_t steps[DERS_PARTS];
  int64_t counts[DERS_PARTS];
  int64_t demand_steps;
  int64_t demand_counts;
  int64_t demand_limit;
  uint64_t demand_at;
  struct ders_press start;
  struct ders_press handset;
  uint32_t last_steps;
  uint32_t last_counts;
  int64_t all_counts;
  /* all_counts when the motor came to stand, or a trip last saw it move. */
  int64_t stood_at;
  uint64_t moved_at;
  struct ders_deviation deviation;
};

/* After power-on: stops the motor; nothing is ordered. `hardware` must live as long as the supervisor; `mechanism` is copied. */
enum ders_supervisor_error ders_supervisor_begin(struct ders_supervisor *supervisor,
                                                 const struct ders_supervisor_hardware *hardware,
                                                 const struct ders_supervisor_mechanism *mechanism);

/* After it, for each key that is down already: it is held, which is no press. */
void ders_supervisor_hold(struct ders_supervisor *supervisor, uint32_t key);

/* From the interrupt: time has come to `now`. Earlier times are taken for the latest. */
void ders_supervisor_tick(struct ders_supervisor *supervisor, uint64_t now);

/* From the interrupt: a debounced edge of a key at `at`. */
void ders_supervisor_edge(struct ders_supervisor *supervisor, uint32_t key, bool pressed, uint64_t at);

/* When it wants a tick at the latest, always ahead: for hosts that move time in jumps. */
uint64_t ders_supervisor_next(const struct ders_supervisor *supervisor);

/* A number as the application's runtime holds it, made whole for the calls below, or DERS_NOT_WHOLE, which each of them refuses. */
int64_t ders_whole(double number);

/* Replaces the order: `count` numbers as in enum ders_order. Wants a START press of the last 10 s of its own. */
enum ders_answer ders_supervisor_order(struct ders_supervisor *supervisor, const int64_t *order, size_t count);

/* Moves a part at `rate` until its volume is delivered or `lease` ms (1 … 5,000) have passed. */
enum ders_answer ders_supervisor_run(struct ders_supervisor *supervisor, int64_t part, int64_t rate, int64_t lease);

/* Gives what is moving `lease` ms from now. */
enum ders_answer ders_supervisor_renew(struct ders_supervisor *supervisor, int64_t lease);

/* Halts. */
void ders_supervisor_stop(struct ders_supervisor *supervisor);

/* Ends a trip, where nothing has moved for a second; the order is gone. */
void ders_supervisor_reset(struct ders_supervisor *supervisor);

enum ders_motion ders_supervisor_motion(const struct ders_supervisor *supervisor);
enum ders_halt ders_supervisor_halt(const struct ders_supervisor *supervisor);

/* Whole microlitres by the encoder, of a part since its order; -1 where there is no such part. */
int64_t ders_supervisor_delivered(const struct ders_supervisor *supervisor, int64_t part);

/* The same since power-on, of everything. */
int64_t ders_supervisor_total(const struct ders_supervisor *supervisor);

#endif
