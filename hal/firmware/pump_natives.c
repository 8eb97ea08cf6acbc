/* Runs without privileges. */
#include "pump_natives.h"

#include <math.h>
#include <string.h>

#include "accept_request.h"
#include "crypto.h"
#include "pump_flash.h"
#include "pump_gates.h"
#include "reason.h"

#define NATIVE(name) static void name(struct js_frame *frame, void *context __attribute__((unused)))

static int whole(struct js_frame *frame, int index, uint32_t most, uint32_t *number) {
  int valid = 1;

  *number = js_arg_whole(frame, index, most, &valid);
  return valid;
}

static int64_t plain(enum pump_gate number) { return gate(number, NULL, 0, 0); }
static int64_t with_number(enum pump_gate number, uint32_t argument) { return gate(number, NULL, 0, argument); }

/* A number, or `otherwise` where the gate refuses. */
static void give(struct js_frame *frame, int64_t number, double otherwise) {
  js_return_number(frame, number == GATE_REFUSED ? otherwise : (double)number);
}

NATIVE(monotonic) { give(frame, plain(GATE_MONOTONIC), 0); }
NATIVE(wall) { give(frame, plain(GATE_WALL), 0); }
NATIVE(set_wall) {
  uint32_t seconds;

  js_return_boolean(frame, whole(frame, 0, UINT32_MAX, &seconds) && with_number(GATE_SET_WALL, seconds) == 1);
}
NATIVE(next) { give(frame, plain(GATE_NEXT), -1); }

NATIVE(show) {
  /* Row, style, and text of at most 40 characters. */
  char content[PUMP_LONGEST_ROW + 1];
  uint32_t row, style;
  int length;

  if (!whole(frame, 0, 255, &row) || !whole(frame, 1, 255, &style)) return;
  length = js_arg_text(frame, 2, content + 2, PUMP_LONGEST_ROW - 2);
  content[0] = (char)row;
  content[1] = (char)style;
  gate(GATE_SHOW, content, length < 0 ? 2 : 2 + (uint32_t)length, 0);
}

/* What is no priority is the highest, what is no tone is a refusal, what is no loudness the loudest. */
NATIVE(alarm) {
  uint32_t priority;
  uint8_t content[2] = {3, 1};

  if (whole(frame, 0, 3, &priority)) content[0] = (uint8_t)priority;
  if (js_arg_number(frame, 1) == 0) content[1] = 0;
  gate(GATE_ALARM, content, 2, 0);
}
NATIVE(beep) {
  uint32_t tone;

  with_number(GATE_BEEP, whole(frame, 0, 255, &tone) ? tone : 2);
}
NATIVE(loudness) {
  uint32_t level;

  with_number(GATE_LOUDNESS, whole(frame, 0, 255, &level) ? level : 3);
}
NATIVE(running) { with_number(GATE_RUNNING, js_arg_number(frame, 0) == 1); }

NATIVE(has_sensor) {
  uint32_t sensor;

  js_return_boolean(frame, whole(frame, 0, PUMP_SENSORS - 1, &sensor) && with_number(GATE_HAS_SENSOR, sensor) == 1);
}
NATIVE(read_sensor) {
  double reading = (double)NAN;
  uint32_t sensor;
  int64_t bits;

  if (whole(frame, 0, PUMP_SENSORS - 1, &sensor) && with_number(GATE_HAS_SENSOR, sensor) == 1) {
    bits = with_number(GATE_SENSOR, sensor);
    memcpy(&reading, &bits, sizeof reading);
  }
  js_return_number(frame, reading);
}

NATIVE(region_start) {
  uint32_t region;

  give(frame, whole(frame, 0, PUMP_REGIONS - 1, &region) ? with_number(GATE_REGION_START, region) : -1, -1);
}
NATIVE(region_size) {
  uint32_t region;

  give(frame, whole(frame, 0, PUMP_REGIONS - 1, &region) ? with_number(GATE_REGION_SIZE, region) : 0, 0);
}
NATIVE(sector_size) {
  uint32_t region;

  give(frame, whole(frame, 0, PUMP_REGIONS - 1, &region) ? with_number(GATE_SECTOR_SIZE, region) : 0, 0);
}
NATIVE(erase) {
  uint32_t offset;

  js_return_boolean(frame, whole(frame, 0, UINT32_MAX, &offset) && with_number(GATE_ERASE, offset) == 1);
}
NATIVE(program) {
  uint32_t offset, length;
  size_t room;
  const uint8_t *bytes = js_arg_bytes(frame, 1, &room);

  js_return_boolean(frame, bytes != NULL && whole(frame, 0, UINT32_MAX, &offset) && whole(frame, 2, (uint32_t)room, &length) &&
                               gate(GATE_PROGRAM, bytes, length, offset) == 1);
}
NATIVE(word) {
  uint32_t offset;

  give(frame, whole(frame, 0, UINT32_MAX, &offset) ? with_number(GATE_WORD, offset) : -1, -1);
}
NATIVE(read) {
  uint32_t request[2];
  size_t room;
  uint8_t *bytes = js_arg_bytes(frame, 1, &room);
  int64_t read = 0;

  if (bytes != NULL && whole(frame, 0, UINT32_MAX, &request[0]) && whole(frame, 2, UINT32_MAX, &request[1])) {
    if (request[1] > room) request[1] = (uint32_t)room;
    if (request[1] > 0) read = gate(GATE_READ, request, sizeof request, (uintptr_t)bytes);
  }
  give(frame, read, 0);
}

/* The first `count` arguments are whole numbers below 2^32. */
static int all_whole(struct js_frame *frame, uint32_t *request, int count) {
  int i, valid = 1;

  for (i = 0; i < count; i++) valid = whole(frame, i, UINT32_MAX, &request[i]) && valid;
  return valid;
}

NATIVE(crc32) {
  uint32_t request[3];

  give(frame, all_whole(frame, request, 3) ? gate(GATE_CRC32, request, sizeof request, 0) : -1, -1);
}
NATIVE(search) {
  uint32_t request[4];

  give(frame, all_whole(frame, request, 4) ? gate(GATE_SEARCH, request, sizeof request, 0) : -1, -1);
}
NATIVE(sha256) {
  uint32_t request[2];
  size_t room;
  uint8_t *digest = js_arg_bytes(frame, 2, &room);

  js_return_boolean(frame, digest != NULL && room >= 32 && all_whole(frame, request, 2) &&
                               gate(GATE_SHA256, request, sizeof request, (uintptr_t)digest) == 1);
}

NATIVE(accept) {
  uint32_t length;
  size_t room, answer_room;
  const uint8_t *request = js_arg_bytes(frame, 0, &room);
  uint8_t *answer = js_arg_bytes(frame, 2, &answer_room);
  int64_t result = GATE_REFUSED;

  if (request != NULL && answer != NULL && answer_room >= ANSWERED_SIZE && whole(frame, 1, (uint32_t)room, &length))
    result = gate(GATE_ACCEPT, request, length, (uintptr_t)answer);
  give(frame, result, DERS_REASON_NOT_VERIFIED);
}
NATIVE(read_trust) {
  uint32_t request[2];
  size_t room;
  uint8_t *answer = js_arg_bytes(frame, 2, &room);
  int64_t reason = GATE_REFUSED;

  if (answer != NULL && room >= ANSWERED_SIZE && all_whole(frame, request, 2))
    reason = gate(GATE_READ_TRUST, request, sizeof request, (uintptr_t)answer);
  give(frame, reason, DERS_REASON_TRUST_LIST);
}
NATIVE(check_records) {
  uint32_t request[4];

  give(frame, all_whole(frame, request, 4) ? gate(GATE_CHECK_RECORDS, request, sizeof request, 0) : GATE_REFUSED, DERS_REASON_NOT_FOUND);
}

NATIVE(verify) {
  size_t key_length, room, signature_length;
  const uint8_t *key = js_arg_bytes(frame, 0, &key_length), *message = js_arg_bytes(frame, 1, &room),
                *signature = js_arg_bytes(frame, 3, &signature_length);
  uint32_t length;

  js_return_boolean(frame, key != NULL && message != NULL && signature != NULL && key_length == 32 && signature_length == 64 &&
                               whole(frame, 2, (uint32_t)room, &length) && ders_ed25519_verify(key, message, length, signature) == 0);
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
  size_t size;
  uint8_t *buffer = js_arg_bytes(frame, 0, &size);
  uint32_t room = (uint32_t)size;

  give(frame, buffer != NULL && room > 0 ? gate(GATE_RECEIVE, &room, sizeof room, (uintptr_t)buffer) : 0, 0);
}
NATIVE(send) {
  size_t room;
  const uint8_t *bytes = js_arg_bytes(frame, 0, &room);
  uint32_t length;

  js_return_boolean(frame, bytes != NULL && whole(frame, 1, (uint32_t)room, &length) && gate(GATE_SEND, bytes, length, 0) == 1);
}

NATIVE(alive) {
  (void)frame;
  plain(GATE_ALIVE);
}
NATIVE(off) {
  (void)frame;
  plain(GATE_OFF);
}

const struct js_function pump_natives[] = {
    SUPERVISOR_NATIVE_ROWS,
    {"monotonic", monotonic, 0}, {"wall", wall, 0}, {"setWall", set_wall, 1}, {"next", next, 0}, {"show", show, 3},
    {"alarm", alarm, 2}, {"beep", beep, 1}, {"loudness", loudness, 1}, {"running", running, 1}, {"readSensor", read_sensor, 1}, {"has", has_sensor, 1},
    {"regionStart", region_start, 1}, {"regionSize", region_size, 1}, {"sectorSize", sector_size, 1}, {"erase", erase, 1},
    {"program", program, 3}, {"word", word, 1}, {"read", read, 3}, {"crc32", crc32, 3}, {"search", search, 4}, {"verify", verify, 4},
    {"sha256", sha256, 3}, {"accept", accept, 3}, {"readTrust", read_trust, 3}, {"checkRecords", check_records, 4}, {"digest", digest, 3}, {"receive", receive, 1}, {"send", send, 2}, {"alive", alive, 0}, {"off", off, 0},
};
const size_t pump_native_count = sizeof pump_natives / sizeof *pump_natives;
