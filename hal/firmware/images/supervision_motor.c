#include "supervision_motor.h"

#include "../boards/board.h"
#include "../last_words.h"
#include "../protection.h"
#include "../supervisor_gates.h"
#include "../supervisor_keys.h"
#include "../supervisor_steps.h"

enum { COUNTS_PER_STEP = 2, SLOT = 512 << 10 };

struct ders_supervisor pump_supervisor;

static struct ders_steps steps;
static struct ders_keys keys;
static volatile uint32_t now, alive, bound;
static uint32_t counts, last_step, shortest;

static void run(void *context, uint32_t steps_per_hour, uint32_t count) {
  (void)context;
  ders_steps_run(&steps, steps_per_hour, count);
}

static void stop(void *context) {
  (void)context;
  ders_steps_stop(&steps);
}

static uint32_t commanded(void *context) {
  (void)context;
  return steps.made;
}

static uint32_t encoder(void *context) {
  (void)context;
  return counts;
}

static bool read_library(void *context, uint32_t offset, uint8_t *bytes, uint32_t length) {
  uint32_t i;

  (void)context;
  if (!(offset <= board_library_size && length <= board_library_size - offset)) return false;
  for (i = 0; i < length; i++) bytes[i] = board_library[offset + i];
  return true;
}

static void edge(void *context, uint32_t key, bool pressed, uint64_t at) {
  (void)context;
  ders_supervisor_edge(&pump_supervisor, key, pressed, at);
}

static const struct ders_supervisor_hardware hardware = {NULL, run, stop, commanded, encoder, read_library, supervisor_lock, supervisor_unlock};

bool motor_begin(void) {
  /* The mechanism of docs/plant.md. */
  static const struct ders_supervisor_mechanism mechanism = {1200000, 2, COUNTS_PER_STEP, 1000, {0, SLOT}, {SLOT, SLOT}};
  bool good = ders_steps_begin(&steps, 3600000);

  motor_forget();
  ders_keys_begin(&keys, edge, NULL);
  good = good && ders_supervisor_begin(&pump_supervisor, &hardware, &mechanism) == DERS_SUPERVISOR_READY;
  board_watchdog_start(MOTOR_WATCHDOG);
  board_timer_start(1000);
  board_time_hold();
  return good;
}

void timer_interrupt(void) {
  board_timer_clear();
  now++;
  if (ders_steps_tick(&steps)) {
    counts += COUNTS_PER_STEP;
    if (now - last_step < shortest) shortest = now - last_step;
    last_step = now;
  }
  ders_keys_tick(&keys, now);
  ders_supervisor_tick(&pump_supervisor, now);
  if (now - alive <= MOTOR_ALIVE) board_watchdog_feed();
  if (bound > 0 && now - alive > bound) protection_interrupt();
}

/* The watchdog was not fed. */
void nmi_handler(void) {
  struct last_words words = {LAST_WATCHDOG, now, 0, last_step};

  ders_steps_stop(&steps);
  words.total = (uint32_t)ders_supervisor_total(&pump_supervisor);
  last_words_say(&words);
  board_restart();
}

uint32_t motor_now(void) { return now; }
void motor_alive(void) { alive = now; }
void motor_key(uint32_t key, bool closed) { ders_keys_edge(&keys, key, closed, now); }
void motor_bound(uint32_t ms) { bound = ms; }
void motor_forget(void) { shortest = UINT32_MAX; }

struct motor_figures motor_figures(void) {
  struct motor_figures figures = {now, steps.made, counts, last_step, shortest};

  return figures;
}
