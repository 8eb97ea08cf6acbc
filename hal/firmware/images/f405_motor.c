#include "f405_motor.h"

#include <stddef.h>

#include "../boards/board.h"
#include "../boards/netduinoplus2/chip_clock.h"
#include "../boards/netduinoplus2/chip_measure.h"
#include "../pump_flash.h"
#include "../supervisor_gates.h"
#include "../supervisor_keys.h"
#include "../supervisor_steps.h"
#include "f405_wiring.h"

enum { TICKS_PER_HOUR = 3600000, SCAN = 5, QUEUE = 32, ALIVE = 8000, WATCHDOG = 4000, MINUTE = 60000, MINUTES = 15 };
enum { PLACES = 20, NO_KEY = 0xff };

/* The key of each place of the matrix, row by row: hal/hal.ts has the numbers. */
static const uint8_t matrix[PLACES] = {1, 2, 3, 11, 4, 5, 6, 12, 7, 8, 9, 13, 10, 0, 14, 17, 18, 19, 20, NO_KEY};

struct ders_supervisor pump_supervisor;

static struct ders_steps steps;
static struct ders_keys keys;
static volatile uint32_t now, alive;
static void (*late)(void);
static uint32_t contacts;
static volatile uint8_t queue[QUEUE];
static volatile uint32_t queue_written, queue_taken;
static uint32_t last_ticks, part, since_scan, air_since, last_counts, minute, minute_air[MINUTES], minute_bubble[MINUTES];

static void run(void *context, uint32_t steps_per_hour, uint32_t count) {
  (void)context;
  chip_stepper_power(&f405_stepper, true);
  ders_steps_run(&steps, steps_per_hour, count);
}

static void stop(void *context) {
  (void)context;
  ders_steps_stop(&steps);
  chip_stepper_power(&f405_stepper, false);
}

static uint32_t commanded(void *context) {
  (void)context;
  return steps.made;
}

static uint32_t encoder(void *context) {
  (void)context;
  return chip_encoder_counts();
}

static bool read_flash(void *context, uint32_t offset, uint8_t *bytes, uint32_t length) {
  (void)context;
  return ders_storage_read(&pump_storage, offset, bytes, length) == length;
}

static const struct ders_supervisor_hardware hardware = {NULL, run, stop, commanded, encoder, read_flash, supervisor_lock, supervisor_unlock};

/* The supervisor first, by its own way. */
static void edge(void *context, uint32_t key, bool pressed, uint64_t at) {
  (void)context;
  ders_supervisor_edge(&pump_supervisor, key, pressed, at);
  if (queue_written - queue_taken >= QUEUE) return;
  queue[queue_written % QUEUE] = (uint8_t)(key * 2 + pressed);
  queue_written++;
}

/* A bit for each key that is down. */
static uint32_t scan(void) {
  bool certain;
  uint32_t places = chip_keypad_scan(&f405_keypad, &certain), down = 0, i;

  for (i = 0; i < PLACES; i++)
    if ((places >> i & 1) && matrix[i] != NO_KEY) down |= 1u << matrix[i];
  if (!chip_pin_is_high(f405_start)) down |= 1u << DERS_KEY_START;
  if (chip_pin_is_high(f405_stop)) down |= 1u << DERS_KEY_STOP;
  if (!chip_pin_is_high(f405_handset)) down |= 1u << DERS_KEY_HANDSET;
  return down;
}

static void tell_contacts(uint32_t down) {
  uint32_t changed = down ^ contacts, key;

  contacts = down;
  for (key = 0; key < DERS_KEYS; key++)
    if (changed >> key & 1) ders_keys_edge(&keys, key, down >> key & 1, now);
}

/* What turns while the detector sees air is air; a bubble ends where it sees fluid. */
static void air_tick(void) {
  uint32_t counts = chip_encoder_counts(), slot = now / MINUTE % MINUTES, moved = counts - last_counts;

  last_counts = counts;
  for (; minute != now / MINUTE; minute++) minute_air[(minute + 1) % MINUTES] = minute_bubble[(minute + 1) % MINUTES] = 0;
  if (!chip_pin_is_high(f405_air)) air_since = 0;
  else if (moved < 0x80000000u) {
    air_since += moved;
    minute_air[slot] += moved;
    if (air_since > minute_bubble[slot]) minute_bubble[slot] = air_since;
  }
}

/* While a sector is erased no interrupt comes: the counter knows how long that was. Without a crystal it counts something else, and an interrupt is a
 * millisecond. */
static void pass_time(void) {
  uint32_t ticks = board_ticks(), each = board_tick_rate / 1000;

  if (chip_core_clock() != 168000000) now++;
  else
    for (part += ticks - last_ticks; part >= each; part -= each) now++;
  last_ticks = ticks;
}

void timer_interrupt(void) {
  board_timer_clear();
  pass_time();
  if (ders_steps_tick(&steps)) chip_stepper_pulse(&f405_stepper);
  if (++since_scan == SCAN) {
    since_scan = 0;
    tell_contacts(scan());
  }
  ders_keys_tick(&keys, now);
  ders_supervisor_tick(&pump_supervisor, now);
  if (steps.left == 0) chip_stepper_power(&f405_stepper, false);
  air_tick();
  chip_signals_tick();
  /* Without a crystal nothing turns, and a millisecond is none: who is slow is left alone. */
  if (chip_core_clock() != 168000000 || now - alive <= ALIVE) board_watchdog_feed();
  else if (late != NULL) late();
}

bool f405_motor_begin(void) {
  struct ders_supervisor_mechanism mechanism = {F405_HIGHEST_RATE, F405_STEPS, F405_COUNTS, 1000, {0, 0}, {0, 0}};
  bool good = chip_stepper_begin(&f405_stepper) && chip_keypad_begin(&f405_keypad) && chip_signals_begin(&f405_signals) &&
              chip_pin_input(f405_start) && chip_pin_input(f405_stop) && chip_pin_input(f405_handset) && chip_pin_input(f405_air) &&
              chip_encoder_begin(f405_encoder[0], f405_encoder[1]) && ders_steps_begin(&steps, TICKS_PER_HOUR);
  uint32_t slot, key;

  for (slot = 0; slot < 2; slot++) {
    mechanism.slot_start[slot] = (uint32_t)pump_flash_start(slot);
    mechanism.slot_size[slot] = pump_flash_size(slot);
  }
  ders_keys_begin(&keys, edge, NULL);
  good = good && chip_core_clock() == 168000000 && ders_supervisor_begin(&pump_supervisor, &hardware, &mechanism) == DERS_SUPERVISOR_READY;
  /* What is down already was not pressed for anything. */
  contacts = scan();
  for (key = 0; key < DERS_KEYS; key++) {
    if (!(contacts >> key & 1)) continue;
    ders_keys_hold(&keys, key);
    if (good) ders_supervisor_hold(&pump_supervisor, key);
  }
  last_counts = chip_encoder_counts();
  last_ticks = board_ticks();
  board_watchdog_start(WATCHDOG);
  board_timer_start(1000);
  return good;
}

uint32_t f405_now(void) { return now; }
void f405_alive(void) { alive = now; }

void f405_wait(uint32_t ms) {
  uint32_t start = board_ticks(), last = ms * (board_tick_rate / 1000);

  while (board_ticks() - start <= last) {
  }
}

void f405_when_late(void (*function)(void)) { late = function; }

int f405_next_edge(void) {
  int next = -1;

  if (queue_written != queue_taken) {
    next = queue[queue_taken % QUEUE];
    queue_taken++;
  }
  return next;
}

static uint32_t microlitres(uint32_t counts) { return counts / (F405_STEPS * F405_COUNTS); }

uint32_t f405_bubble(void) {
  uint32_t most = 0, i;

  for (i = 0; i < MINUTES; i++)
    if (minute_bubble[i] > most) most = minute_bubble[i];
  return microlitres(most);
}

uint32_t f405_air_volume(void) {
  uint32_t all = 0, i;

  for (i = 0; i < MINUTES; i++) all += minute_air[i];
  return microlitres(all);
}
