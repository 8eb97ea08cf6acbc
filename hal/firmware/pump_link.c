#include "pump_link.h"

#include <string.h>

#include "boards/board.h"
#include "link_frame.h"
#include "plant_line.h"

/* Bytes asked of the line at a time, and sent at a time. */
enum { PIECE = 512, MOST_READ = 2 * DERS_LINK_WIRE };
/* Message 11, and how many of them are answered in one look at the line. */
enum { FIGURES = 11, AT_ONCE = 4 };

static struct ders_link_reader reader;
static uint8_t piece[PIECE];
static uint16_t first, behind;
static bool waiting;
static uint32_t begun, last, most;
static size_t heap_peak, heap_size;

void pump_link_present(bool there) { waiting = there; }

void pump_link_heap(size_t peak, size_t size) {
  heap_peak = peak;
  heap_size = size;
}

/* The next byte of the line, or -1. */
static int next_byte(void) {
  uint16_t wanted = PIECE;

  if (first == behind && waiting) {
    first = behind = 0;
    plant_ask(PLANT_RECEIVE, &wanted, 2, &behind, 2);
    if (behind > PIECE) plant_end();
    if (behind > 0) plant_read(piece, behind);
    else waiting = false;
  }
  return first < behind ? piece[first++] : -1;
}

/* Ticks of a loop of 20,000 instructions: where the emulator counts instructions it is always the same number. */
static uint32_t loop_ticks(void) {
  uint32_t start = board_ticks(), turns = 10000;

  __asm volatile("1:\n\tsubs %0, %0, #1\n\tbne 1b" : "+r"(turns) : : "cc");
  return board_ticks() - start;
}

/* Instructions of a tick; 0 where ticks are time. */
static uint32_t tick_instructions(void) {
  uint32_t turn, expected;

  if (board_tick_instructions == 0) return 0;
  expected = 20000 / board_tick_instructions;
  for (turn = 0; turn < 3; turn++) {
    uint32_t ticks = loop_ticks();

    if (ticks < expected || ticks > expected + 2) return 0;
  }
  return board_tick_instructions;
}

/* A whole number as deterministic CBOR. */
static uint32_t put(uint8_t *bytes, uint32_t at, uint32_t number) {
  uint32_t size = number < 0x18 ? 0 : number < 0x100 ? 1 : number < 0x10000 ? 2 : 4, i;

  bytes[at] = size == 0 ? (uint8_t)number : size == 1 ? 0x18 : size == 2 ? 0x19 : 0x1a;
  for (i = 0; i < size; i++) bytes[at + 1 + i] = (uint8_t)(number >> (8 * (size - 1 - i)));
  return at + 1 + size;
}

static bool send_frame(const uint8_t *content, uint32_t length) {
  static uint8_t wire[DERS_LINK_WIRE];
  uint32_t count = ders_link_frame(content, length, wire, sizeof wire), at, some;
  uint8_t done = count > 0;

  for (at = 0; done == 1 && at < count; at += some) {
    some = count - at < PIECE ? count - at : PIECE;
    plant_ask(PLANT_SEND, wire + at, some, &done, 1);
  }
  return done == 1;
}

/* Answers [id, 11], and says whether it was that. The id has one to five bytes, as every number in CBOR below 2^32. */
static bool figures(const uint8_t *frame, uint32_t length) {
  uint8_t answer[64];
  uint32_t id_length, at;

  if (length < 3 || frame[0] != 0x82 || frame[1] > 0x1a) return false;
  id_length = frame[1] < 0x18 ? 1 : 1 + (1u << (frame[1] - 0x18));
  if (length != 2 + id_length || frame[1 + id_length] != FIGURES) return false;
  answer[0] = 0x89;
  memcpy(answer + 1, frame + 1, id_length);
  at = 1 + id_length;
  answer[at++] = FIGURES;
  answer[at++] = 0;
  at = put(answer, at, last);
  at = put(answer, at, most);
  at = put(answer, at, board_tick_rate);
  at = put(answer, at, tick_instructions());
  at = put(answer, at, (uint32_t)heap_peak);
  at = put(answer, at, (uint32_t)heap_size);
  send_frame(answer, at);
  return true;
}

uint32_t pump_link_receive(uint8_t *frame, size_t room) {
  uint32_t read, answered = 0;

  for (read = 0; read < MOST_READ && answered < AT_ONCE; read++) {
    int byte = next_byte();
    uint32_t length = byte < 0 ? 0 : ders_link_take(&reader, (uint8_t)byte);

    if (byte < 0) return 0;
    if (length == 0 || length > room) continue;
    if (figures(reader.bytes, length)) {
      answered++;
      continue;
    }
    memcpy(frame, reader.bytes, length);
    begun = board_ticks();
    return length;
  }
  return 0;
}

bool pump_link_more(void) { return first < behind || waiting; }

bool pump_link_send(const uint8_t *content, uint32_t length) {
  last = board_ticks() - begun;
  if (last > most) most = last;
  return send_frame(content, length);
}
