#include "pump_hal.h"

#include <math.h>
#include <string.h>

#include "../jerryscript-bindings/storage_natives.h"
#include "crypto.h"
#include "pump_flash.h"
#include "pump_link.h"
#include "supervisor_keys.h"

enum { SENSORS = 14, QUEUE = 32, KEY_POWER = 20 };

struct ders_supervisor pump_supervisor;

static struct plant_request present;
static struct ders_keys keys;
static uint8_t queue[QUEUE];
static uint32_t queue_first, queue_count, sensors_there;
static double readings[SENSORS];
static bool sensed;
static int64_t order[DERS_ORDER_SIZE];

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

/* ---- natives */

#define NATIVE(name) static void name(struct js_frame *frame, void *context __attribute__((unused)))

static int whole(struct js_frame *frame, int index, uint32_t most, uint32_t *number) {
  int valid = 1;

  *number = js_arg_whole(frame, index, most, &valid);
  return valid;
}

NATIVE(monotonic) { js_return_number(frame, (double)present.now); }
NATIVE(wall) { js_return_number(frame, present.wall); }
NATIVE(set_wall) {
  uint32_t seconds;
  uint8_t done = 0;

  if (whole(frame, 0, UINT32_MAX, &seconds)) plant_ask(PLANT_SET_WALL, &seconds, 4, &done, 1);
  if (done == 1) present.wall = seconds;
  js_return_boolean(frame, done == 1);
}

NATIVE(next) {
  if (queue_count == 0) {
    js_return_number(frame, -1);
    return;
  }
  js_return_number(frame, queue[queue_first]);
  queue_first = (queue_first + 1) % QUEUE;
  queue_count--;
}

NATIVE(show) {
  /* Row, style, and text of at most 40 characters. */
  static char content[2 + 124];
  uint32_t row, style;
  int length;

  if (!whole(frame, 0, 255, &row) || !whole(frame, 1, 255, &style)) return;
  length = js_arg_text(frame, 2, content + 2, sizeof content - 2);
  content[0] = (char)row;
  content[1] = (char)style;
  plant_tell(PLANT_SHOW, content, length < 0 ? 2 : 2 + (size_t)length);
}

/* What is no priority is the highest, what is no tone is a refusal. */
NATIVE(alarm) {
  uint32_t priority;
  uint8_t content[2] = {3, 1};

  if (whole(frame, 0, 3, &priority)) content[0] = (uint8_t)priority;
  if (js_arg_number(frame, 1) == 0) content[1] = 0;
  plant_tell(PLANT_ALARM, content, 2);
}
NATIVE(beep) {
  uint32_t tone;
  uint8_t content = 2;

  if (whole(frame, 0, 255, &tone)) content = (uint8_t)tone;
  plant_tell(PLANT_BEEP, &content, 1);
}
NATIVE(running) {
  uint8_t content = js_arg_number(frame, 0) == 1;

  plant_tell(PLANT_LAMP, &content, 1);
}

NATIVE(read_sensor) {
  uint32_t sensor;

  if (!whole(frame, 0, SENSORS - 1, &sensor) || !(sensors_there >> sensor & 1)) {
    js_return_number(frame, (double)NAN);
    return;
  }
  if (!sensed) plant_ask(PLANT_SENSORS, NULL, 0, readings, sizeof readings);
  sensed = true;
  js_return_number(frame, readings[sensor]);
}
NATIVE(has_sensor) {
  uint32_t sensor;

  js_return_boolean(frame, whole(frame, 0, SENSORS - 1, &sensor) && (sensors_there >> sensor & 1));
}

NATIVE(order_number) {
  uint32_t field;

  if (whole(frame, 0, DERS_ORDER_SIZE - 1, &field)) order[field] = ders_whole(js_arg_number(frame, 1));
}
NATIVE(give_order) {
  uint32_t count;

  if (!whole(frame, 0, 255, &count)) count = 0;
  js_return_number(frame, ders_supervisor_order(&pump_supervisor, order, count));
}
NATIVE(run) {
  js_return_number(frame, ders_supervisor_run(&pump_supervisor, ders_whole(js_arg_number(frame, 0)), ders_whole(js_arg_number(frame, 1)),
                                              ders_whole(js_arg_number(frame, 2))));
}
NATIVE(renew) { js_return_number(frame, ders_supervisor_renew(&pump_supervisor, ders_whole(js_arg_number(frame, 0)))); }
NATIVE(stop) {
  (void)frame;
  ders_supervisor_stop(&pump_supervisor);
}
NATIVE(reset) {
  (void)frame;
  ders_supervisor_reset(&pump_supervisor);
}
NATIVE(motion) { js_return_number(frame, ders_supervisor_motion(&pump_supervisor)); }
NATIVE(halt) { js_return_number(frame, ders_supervisor_halt(&pump_supervisor)); }
NATIVE(delivered) {
  js_return_number(frame, (double)ders_supervisor_delivered(&pump_supervisor, ders_whole(js_arg_number(frame, 0))));
}
NATIVE(total) { js_return_number(frame, (double)ders_supervisor_total(&pump_supervisor)); }

NATIVE(region_start) {
  uint32_t region;

  js_return_number(frame, whole(frame, 0, PUMP_REGIONS - 1, &region) ? pump_flash_start(region) : -1);
}
NATIVE(region_size) {
  uint32_t region;

  js_return_number(frame, whole(frame, 0, PUMP_REGIONS - 1, &region) ? pump_flash_size(region) : 0);
}
NATIVE(sector_size) {
  uint32_t region;

  js_return_number(frame, whole(frame, 0, PUMP_REGIONS - 1, &region) ? pump_flash_sector(region) : 0);
}
NATIVE(erase) {
  uint32_t offset;

  js_return_boolean(frame, whole(frame, 0, UINT32_MAX, &offset) && pump_flash_erase(offset));
}
NATIVE(program) {
  uint32_t offset, length;
  size_t room;
  const uint8_t *bytes = js_arg_bytes(frame, 1, &room);

  js_return_boolean(frame, bytes != NULL && whole(frame, 0, UINT32_MAX, &offset) && whole(frame, 2, (uint32_t)room, &length) &&
                               pump_flash_program(offset, bytes, length));
}
NATIVE(word) {
  uint32_t offset;

  js_return_number(frame, whole(frame, 0, UINT32_MAX, &offset) ? (double)ders_storage_word(&pump_storage, offset) : -1);
}
NATIVE(read) {
  uint32_t offset, length;
  size_t room;
  uint8_t *bytes = js_arg_bytes(frame, 1, &room);

  if (bytes == NULL || !whole(frame, 0, UINT32_MAX, &offset) || !whole(frame, 2, UINT32_MAX, &length)) {
    js_return_number(frame, 0);
    return;
  }
  js_return_number(frame, ders_storage_read(&pump_storage, offset, bytes, length > room ? (uint32_t)room : length));
}
NATIVE(crc32) {
  uint32_t offset, length, start;

  js_return_number(frame, whole(frame, 0, UINT32_MAX, &offset) && whole(frame, 1, UINT32_MAX, &length) && whole(frame, 2, UINT32_MAX, &start)
                              ? (double)ders_storage_crc32(&pump_storage, offset, length, start)
                              : -1);
}

NATIVE(search) {
  uint32_t offset, count, key0, key1;

  js_return_number(frame, whole(frame, 0, UINT32_MAX, &offset) && whole(frame, 1, UINT32_MAX, &count) && whole(frame, 2, UINT32_MAX, &key0) &&
                                  whole(frame, 3, UINT32_MAX, &key1)
                              ? (double)ders_storage_search(&pump_storage, offset, count, key0, key1)
                              : -1);
}

NATIVE(verify) {
  size_t key_length, room, signature_length;
  const uint8_t *key = js_arg_bytes(frame, 0, &key_length), *message = js_arg_bytes(frame, 1, &room),
                *signature = js_arg_bytes(frame, 3, &signature_length);
  uint32_t length;

  js_return_boolean(frame, key != NULL && message != NULL && signature != NULL && key_length == 32 && signature_length == 64 &&
                               whole(frame, 2, (uint32_t)room, &length) && ders_ed25519_verify(key, message, length, signature) == 0);
}
NATIVE(sha256) {
  uint32_t offset, length;
  size_t room;
  uint8_t *digest = js_arg_bytes(frame, 2, &room);

  js_return_boolean(frame, digest != NULL && room >= 32 && whole(frame, 0, UINT32_MAX, &offset) && whole(frame, 1, UINT32_MAX, &length) &&
                               ders_sha256_storage(&pump_storage, offset, length, digest) == 0);
}
NATIVE(digest) {
  uint32_t length;
  size_t room, digest_room;
  const uint8_t *bytes = js_arg_bytes(frame, 0, &room);
  uint8_t *sum = js_arg_bytes(frame, 2, &digest_room);
  int valid = bytes != NULL && sum != NULL && digest_room >= 32 && whole(frame, 1, (uint32_t)room, &length);

  if (valid) ders_sha256(bytes, length, sum);
  js_return_boolean(frame, valid);
}

NATIVE(receive) {
  size_t room;
  uint8_t *buffer = js_arg_bytes(frame, 0, &room);

  js_return_number(frame, buffer != NULL ? pump_link_receive(buffer, room) : 0);
}
NATIVE(send) {
  size_t room;
  const uint8_t *bytes = js_arg_bytes(frame, 0, &room);
  uint32_t length;

  js_return_boolean(frame, bytes != NULL && whole(frame, 1, (uint32_t)room, &length) && pump_link_send(bytes, length));
}

NATIVE(alive) {
  (void)frame;
  plant_tell(PLANT_ALIVE, NULL, 0);
}
NATIVE(off) {
  (void)frame;
  plant_tell(PLANT_OFF, NULL, 0);
}

const struct js_function pump_natives[] = {
    {"monotonic", monotonic, 0}, {"wall", wall, 0}, {"setWall", set_wall, 1}, {"next", next, 0}, {"show", show, 3},
    {"alarm", alarm, 2}, {"beep", beep, 1}, {"running", running, 1}, {"readSensor", read_sensor, 1}, {"has", has_sensor, 1},
    {"orderNumber", order_number, 2}, {"order", give_order, 1}, {"run", run, 3}, {"renew", renew, 1}, {"stop", stop, 0},
    {"reset", reset, 0}, {"motion", motion, 0}, {"halt", halt, 0}, {"delivered", delivered, 1}, {"total", total, 0},
    {"regionStart", region_start, 1}, {"regionSize", region_size, 1}, {"sectorSize", sector_size, 1}, {"erase", erase, 1},
    {"program", program, 3}, {"word", word, 1}, {"read", read, 3}, {"crc32", crc32, 3}, {"search", search, 4}, {"verify", verify, 4}, {"sha256", sha256, 3},
    {"digest", digest, 3}, {"receive", receive, 1}, {"send", send, 2}, {"alive", alive, 0}, {"off", off, 0},
};
const size_t pump_native_count = sizeof pump_natives / sizeof *pump_natives;
