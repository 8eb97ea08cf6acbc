#include "pump_hal.h"

#include <string.h>

#include "../jerryscript-bindings/storage.h"
#include "accept_request.h"
#include "crypto.h"
#include "library_records.h"
#include "link_frame.h"
#include "pump_flash.h"
#include "pump_gates.h"
#include "pump_link.h"
#include "slot_acceptance.h"
#include "supervisor_keys.h"

/* Demonstration keys count where the application wants it too: an image for patients is built with 0. */
#ifndef PUMP_DEMONSTRATION
#define PUMP_DEMONSTRATION 1
#endif

enum { QUEUE = 32, KEY_POWER = 20 };

struct ders_supervisor pump_supervisor;

static struct plant_request present;
static struct ders_keys keys;
static uint8_t queue[QUEUE];
static uint32_t queue_first, queue_count, sensors_there;
static double readings[PUMP_SENSORS];
static bool sensed;

/* ---- motor */

static void motor_run(void *context, uint32_t steps_per_hour, uint32_t steps) {
  uint32_t content[2] = {steps_per_hour, steps};

  (void)context;
  sensed = false;
  plant_tell(PLANT_RUN, content, sizeof content);
}

static void motor_stop(void *context) {
  (void)context;
  sensed = false;
  plant_tell(PLANT_HALT, NULL, 0);
}

static uint32_t commanded(void *context) {
  (void)context;
  return present.commanded;
}

static uint32_t encoder(void *context) {
  (void)context;
  return present.encoder;
}

static bool read_flash(void *context, uint32_t offset, uint8_t *bytes, uint32_t length) {
  (void)context;
  return ders_storage_read(&pump_storage, offset, bytes, length) == length;
}

/* Nothing interrupts: time stands while a request is worked on. */
static void lock(void *context) { (void)context; }

static const struct ders_supervisor_hardware hardware = {NULL, motor_run, motor_stop, commanded, encoder, read_flash, lock, lock};

/* ---- keys */

static void push(uint32_t key, bool pressed) {
  if (queue_count < QUEUE) queue[(queue_first + queue_count++) % QUEUE] = (uint8_t)(key * 2 + pressed);
}

/* The supervisor first, by its own way. */
static void edge(void *context, uint32_t key, bool pressed, uint64_t at) {
  (void)context;
  ders_supervisor_edge(&pump_supervisor, key, pressed, at);
  push(key, pressed);
}

void pump_hal_present(const struct plant_request *request) {
  present = *request;
  sensed = false;
  pump_link_present(request->frames != 0);
}

bool pump_hal_begin(const struct plant_boot *boot) {
  /* The mechanism of docs/plant.md. */
  struct ders_supervisor_mechanism mechanism = {1200000, 2, 2, 1000, {0, 0}, {0, 0}};
  uint32_t key;
  int slot;

  for (slot = 0; slot < 2; slot++) {
    mechanism.slot_start[slot] = (uint32_t)pump_flash_start((uint32_t)slot);
    mechanism.slot_size[slot] = pump_flash_size((uint32_t)slot);
  }
  sensors_there = boot->sensors;
  queue_first = queue_count = 0;
  ders_keys_begin(&keys, edge, NULL);
  if (ders_supervisor_begin(&pump_supervisor, &hardware, &mechanism) != DERS_SUPERVISOR_READY) return false;
  for (key = 0; key < DERS_KEYS; key++) {
    if (!(boot->held >> key & 1)) continue;
    ders_keys_hold(&keys, key);
    ders_supervisor_hold(&pump_supervisor, key);
    /* The application may call it stuck. */
    if (key != KEY_POWER) push(key, true);
  }
  return true;
}

void pump_hal_tick(void) {
  ders_supervisor_tick(&pump_supervisor, present.now);
  ders_keys_tick(&keys, present.now);
}

void pump_hal_contact(uint32_t key, bool closed, uint64_t at) { ders_keys_edge(&keys, key, closed, at); }

/* ---- gates */

#define GATE(name) static int64_t name(const struct gate_call *call __attribute__((unused)))

static uint32_t word_of(const struct gate_call *call, uint32_t index) {
  uint32_t word;

  memcpy(&word, call->request + 4 * index, 4);
  return word;
}

GATE(monotonic) { return (int64_t)present.now; }
GATE(wall) { return present.wall; }
GATE(set_wall) {
  uint8_t done = 0;

  plant_ask(PLANT_SET_WALL, &call->number, 4, &done, 1);
  if (done == 1) present.wall = call->number;
  return done == 1;
}
GATE(next) {
  int64_t edge_of_key = -1;

  if (queue_count > 0) {
    edge_of_key = queue[queue_first];
    queue_first = (queue_first + 1) % QUEUE;
    queue_count--;
  }
  return edge_of_key;
}

GATE(show) {
  plant_tell(PLANT_SHOW, call->request, call->length);
  return 0;
}
GATE(alarm) {
  plant_tell(PLANT_ALARM, call->request, call->length);
  return 0;
}
GATE(beep) {
  uint8_t content = (uint8_t)call->number;

  plant_tell(PLANT_BEEP, &content, 1);
  return 0;
}
GATE(loudness) {
  uint8_t content = (uint8_t)call->number;

  plant_tell(PLANT_LOUDNESS, &content, 1);
  return 0;
}
GATE(running) {
  uint8_t content = (uint8_t)call->number;

  plant_tell(PLANT_LAMP, &content, 1);
  return 0;
}

GATE(has_sensor) { return sensors_there >> call->number & 1; }
GATE(sensor) {
  int64_t bits;

  if (!sensed) plant_ask(PLANT_SENSORS, NULL, 0, readings, sizeof readings);
  sensed = true;
  memcpy(&bits, &readings[call->number], sizeof bits);
  return bits;
}

GATE(order) { return slot_order(call); }

GATE(region_start) { return pump_flash_start(call->number); }
GATE(region_size) { return pump_flash_size(call->number); }
GATE(sector_size) { return pump_flash_sector(call->number); }
GATE(erase) {
  slot_written(call->number);
  return pump_flash_erase(call->number);
}
GATE(program) {
  slot_written(call->number);
  return pump_flash_program(call->number, call->request, call->length);
}
GATE(word) { return ders_storage_word(&pump_storage, call->number); }
GATE(read) { return ders_storage_read(&pump_storage, word_of(call, 0), call->answer, call->room); }
GATE(crc32) { return ders_storage_crc32(&pump_storage, word_of(call, 0), word_of(call, 1), word_of(call, 2)); }
GATE(search) { return ders_storage_search(&pump_storage, word_of(call, 0), word_of(call, 1), word_of(call, 2), word_of(call, 3)); }
GATE(sha256) { return ders_sha256_storage(&pump_storage, word_of(call, 0), word_of(call, 1), call->answer) == 0; }

GATE(accept) { return slot_accept(call, PUMP_DEMONSTRATION); }
GATE(read_trust) { return ders_trust_request(&pump_storage, word_of(call, 0), word_of(call, 1), call->answer); }
GATE(check_records) { return ders_records_reason(&pump_storage, word_of(call, 0), word_of(call, 1), word_of(call, 2), word_of(call, 3)); }

GATE(receive) { return pump_link_receive(call->answer, call->room); }
GATE(send) { return pump_link_send(call->request, call->length); }

GATE(alive) {
  plant_tell(PLANT_ALIVE, NULL, 0);
  return 0;
}
GATE(off) {
  plant_tell(PLANT_OFF, NULL, 0);
  return 0;
}

const struct gate gates[] = {PUMP_GATE_ROWS(order)};
const uint32_t gate_count = sizeof gates / sizeof *gates;
typedef char every_gate_has_a_row[sizeof gates / sizeof *gates == PUMP_GATES ? 1 : -1];
