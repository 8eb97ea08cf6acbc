/* The privileged side of pump_f405: the gates of pump_gates.h over the drivers of the STM32F405. */
#include "f405_gates.h"

#include <string.h>

#include "../accept_request.h"
#include "../boards/board.h"
#include "../boards/netduinoplus2/chip_display.h"
#include "../boards/netduinoplus2/chip_signals.h"
#include "../crypto.h"
#include "../library_records.h"
#include "../link_frame.h"
#include "../pump_flash.h"
#include "../pump_gates.h"
#include "../pump_link.h"
#include "../slot_acceptance.h"
#include "f405_motor.h"
#include "f405_sensors.h"

/* Demonstration keys count where the application wants it too: an image for patients is built with 0. */
#ifndef PUMP_DEMONSTRATION
#define PUMP_DEMONSTRATION 1
#endif

static uint32_t set_to, set_at;
static bool display_works, is_off;

void f405_gates_begin(bool display) { display_works = display; }
bool f405_is_off(void) { return is_off; }

#define GATE(name) static int64_t name(const struct gate_call *call __attribute__((unused)))

static uint32_t word_of(const struct gate_call *call, uint32_t index) {
  uint32_t word;

  memcpy(&word, call->request + 4 * index, 4);
  return word;
}

GATE(monotonic) { return f405_now(); }
/* There is no clock with a battery: it is not known after each power-on. */
GATE(wall) { return set_to == 0 ? 0 : set_to + (f405_now() - set_at) / 1000; }
GATE(set_wall) {
  set_to = call->number;
  set_at = f405_now();
  return set_to > 0;
}
GATE(next) { return f405_next_edge(); }

GATE(show) {
  if (display_works)
    display_works = chip_display_show(call->request[0], call->request[1], (const char *)call->request + 2, call->length - 2);
  return 0;
}
GATE(alarm) {
  chip_signals_alarm(call->request[0], call->request[1] != 0);
  return 0;
}
GATE(beep) {
  chip_signals_beep(call->number);
  return 0;
}
/* The bench's buzzer has one loudness. */
GATE(loudness) { return 0; }
GATE(running) {
  chip_signals_running(call->number == 1);
  return 0;
}

GATE(has_sensor) { return f405_sensor_there(call->number); }
GATE(sensor) {
  double reading = f405_sensor(call->number);
  int64_t bits;

  memcpy(&bits, &reading, sizeof bits);
  return bits;
}

GATE(region_start) { return pump_flash_start(call->number); }
GATE(region_size) { return pump_flash_size(call->number); }
GATE(sector_size) { return pump_flash_sector(call->number); }
GATE(order) { return slot_order(call); }
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
  f405_alive();
  return 0;
}
GATE(off) {
  is_off = true;
  return 0;
}

const struct gate gates[] = {PUMP_GATE_ROWS(order)};
const uint32_t gate_count = sizeof gates / sizeof *gates;
typedef char every_gate_has_a_row[sizeof gates / sizeof *gates == PUMP_GATES ? 1 : -1];
