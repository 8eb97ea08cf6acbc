/* The supervisor under any orders, keys, reads of the library and encoder counts. Watched after every step of it: nothing moves without an
 * accepted order and a START press, above the highest rate, or after the lease; a refused call does not start the motor. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bench {
  const uint8_t *library;
  uint32_t library_size;
  uint32_t commanded;
  uint32_t encoder;
  uint32_t rate;
  uint32_t left;
  uint64_t part_of_step;
  bool moving;
  int locked;
  uint32_t highest;
};

static void run(void *context, uint32_t steps_per_hour, uint32_t steps) {
  struct bench *b = context;

  if (steps_per_hour > b->highest) abort();
  b->rate = steps_per_hour;
  b->left = steps;
  b->moving = steps_per_hour > 0 && steps > 0;
}

static void stop(void *context) { ((struct bench *)context)->moving = false; }
static uint32_t commanded(void *context) { return ((struct bench *)context)->commanded; }
static uint32_t encoder(void *context) { return ((struct bench *)context)->encoder; }

static bool read_library(void *context, uint32_t offset, uint8_t *bytes, uint32_t length) {
  const struct bench *b = context;

  if (offset > b->library_size || length > b->library_size - offset) return false;
  memcpy(bytes, b->library + offset, length);
  return true;
}

static void lock(void *context) {
  if (((struct bench *)context)->locked++ != 0) abort();
}

static void unlock(void *context) {
  if (((struct bench *)context)->locked-- != 1) abort();
}

struct input {
  const uint8_t *at;
  size_t left;
};

static uint8_t byte(struct input *input) {
  if (input->left == 0) return 0;
  input->left--;
  return *input->at++;
}

static uint64_t number(struct input *input, int bytes) {
  uint64_t value = 0;

  while (bytes-- > 0) value = value << 8 | byte(input);
  return value;
}

/* Any number at all, or none. */
static int64_t any(struct input *input) {
  return byte(input) < 16 ? DERS_NOT_WHOLE : (int64_t)number(input, 8);
}

/* An order as the application writes it, for what is in no library or for an entry of the one in the storage. */
static void usual_order(struct input *input, int64_t order[DERS_ORDER_SIZE], uint32_t library) {
  const uint8_t form = byte(input);

  memset(order, 0, sizeof(int64_t) * DERS_ORDER_SIZE);
  order[DERS_ORDER_SLOT] = (form & 2) != 0 ? form & 1 : -1;
  order[DERS_ORDER_ENTRY] = (form & 2) != 0 ? (int64_t)byte(input) % 4 : -1;
  order[DERS_ORDER_LIBRARY_LENGTH] = (form & 2) != 0 ? (int64_t)library : 0;
  order[DERS_ORDER_MAIN_RATE] = ((int64_t)number(input, 2) + 1) * 18;
  order[DERS_ORDER_MAIN_VOLUME] = ((int64_t)byte(input) + 1) * 100;
  if ((form & 4) != 0) {
    order[DERS_ORDER_BOLUS_RATE] = order[DERS_ORDER_MAIN_RATE];
    order[DERS_ORDER_BOLUS_VOLUME] = (int64_t)byte(input) + 1;
  }
  if ((form & 8) != 0) {
    order[DERS_ORDER_DEMAND_RATE] = order[DERS_ORDER_MAIN_RATE];
    order[DERS_ORDER_DEMAND_VOLUME] = (int64_t)byte(input) + 1;
    order[DERS_ORDER_LOCKOUT] = (int64_t)byte(input) + 1;
  }
  if ((form & 16) != 0) order[DERS_ORDER_KVO_RATE] = order[DERS_ORDER_MAIN_RATE] / 2;
}

static void turn(struct bench *b, uint32_t ms, uint8_t slip) {
  uint32_t steps;

  if (!b->moving) return;
  b->part_of_step += (uint64_t)b->rate * ms;
  steps = (uint32_t)(b->part_of_step / 3600000U);
  b->part_of_step %= 3600000U;
  if (steps >= b->left) {
    steps = b->left;
    b->moving = false;
  }
  if (b->left != DERS_STEPS_ENDLESS) b->left -= steps;
  b->commanded += steps;
  b->encoder += slip == 0 ? steps * 2U : steps * 2U * (slip % 4U) / 2U;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ders_supervisor_mechanism mechanism = {1200000, 2, 2, 100, {0, 2048}, {2048, 2048}};
  struct bench bench = {0};
  const struct ders_supervisor_hardware hardware = {&bench, run, stop, commanded, encoder, read_library, lock, unlock};
  struct ders_supervisor *supervisor = malloc(sizeof *supervisor);
  struct input input;
  uint64_t now = 0, lease_end = 0;
  uint32_t library = size > 2 ? ((uint32_t)data[0] << 8 | data[1]) % 4096U : 0;
  bool pressed_start = false, accepted = false;
  int64_t rate = 0;
  int i;

  if (supervisor == NULL) abort();
  if (size < 2 || size - 2 < library) library = 0;
  bench.library = data + (size < 2 ? 0 : 2);
  bench.library_size = library;
  bench.highest = 1200000U * 2U;
  input.at = bench.library + library;
  input.left = size < 2 ? 0 : size - 2 - library;
  if (ders_supervisor_begin(supervisor, &hardware, &mechanism) != DERS_SUPERVISOR_READY) abort();
  while (input.left > 0) {
    const uint8_t what = byte(&input);
    const bool was_moving = bench.moving;

    switch (what % 10U) {
    case 0:
    case 1: {
      uint32_t ms = (uint32_t)number(&input, what % 10U == 0 ? 1 : 2);

      /* As a host that moves time in jumps. */
      if (what >= 128) ms = (uint32_t)(ders_supervisor_next(supervisor) - now);

      turn(&bench, ms, byte(&input) < 230 ? 0 : byte(&input));
      now += ms;
      ders_supervisor_tick(supervisor, now);
      break;
    }
    case 2: {
      int64_t order[DERS_ORDER_SIZE];
      const size_t count = byte(&input) < 250 ? DERS_ORDER_SIZE : byte(&input) % DERS_ORDER_SIZE;

      usual_order(&input, order, library);
      if (what >= 200) order[byte(&input) % DERS_ORDER_SIZE] = any(&input);
      if (ders_supervisor_order(supervisor, order, count) == DERS_ANSWER_ACCEPTED) {
        if (!pressed_start || count != DERS_ORDER_SIZE) abort();
        accepted = true;
        rate = order[DERS_ORDER_MAIN_RATE];
      }
      break;
    }
    case 3: {
      const int64_t part = what < 230 ? byte(&input) % 4 : any(&input);
      const int64_t wanted = what < 200 ? rate / (byte(&input) % 3 + 1) : any(&input);
      const int64_t lease = (int64_t)(number(&input, 2) % 6000U);

      if (ders_supervisor_run(supervisor, part, wanted, lease) == DERS_ANSWER_ACCEPTED) {
        if (!accepted || lease < 1 || lease > 5000) abort();
        lease_end = now + (uint64_t)lease;
      } else if (bench.moving && !was_moving) abort();
      break;
    }
    case 4: {
      const int64_t lease = (int64_t)(number(&input, 2) % 6000U);

      if (ders_supervisor_renew(supervisor, lease) == DERS_ANSWER_ACCEPTED) {
        if (lease < 1 || lease > 5000) abort();
        lease_end = now + (uint64_t)lease;
      } else if (bench.moving && !was_moving) abort();
      break;
    }
    case 5:
      ders_supervisor_stop(supervisor);
      if (bench.moving) abort();
      break;
    case 6:
      ders_supervisor_reset(supervisor);
      if (bench.moving && !was_moving) abort();
      break;
    case 7:
      ders_supervisor_edge(supervisor, DERS_KEY_START, (what & 16U) == 0, now);
      if ((what & 16U) == 0) pressed_start = true;
      break;
    case 8:
      ders_supervisor_edge(supervisor, DERS_KEY_STOP, (what & 16U) == 0, now);
      if ((what & 16U) == 0 && bench.moving) abort();
      break;
    default: {
      const uint32_t key = byte(&input) < 200 ? DERS_KEY_HANDSET : byte(&input);

      ders_supervisor_edge(supervisor, key, (what & 16U) == 0, now);
      if (key == DERS_KEY_START && (what & 16U) == 0) pressed_start = true;
    }
    }
    if (bench.locked != 0) abort();
    if (bench.moving && (!pressed_start || !accepted)) abort();
    /* A tick at this very time ends what has no lease any more. */
    ders_supervisor_tick(supervisor, now);
    if (bench.moving && now >= lease_end) abort();
    if (bench.moving != (ders_supervisor_motion(supervisor) == DERS_MOTION_MOVING) && bench.moving) abort();
    if (ders_supervisor_next(supervisor) <= now) abort();
    for (i = -1; i <= DERS_PARTS; i++) ders_supervisor_delivered(supervisor, i);
    ders_supervisor_total(supervisor);
  }
  free(supervisor);
  return 0;
}
