/* The core under test: ders.h with a console in front, for tests and measurements. No image for a pump: whoever has the console gives the trust.
 * At the start it prints `core BOARD RUNTIME`, then `self-test ok` or what failed; then it answers each line with a line:
 *   open LENGTH TODAY DEMONSTRATION TRUST       opens the file in the board's library flash: `open ERROR REASON TICKS`
 *   close                                       `close`
 *   check AREA OUTSIDE ANAESTHESIA DRUG THERAPY VARIANT TYPE N {QUANTITY COEFFICIENT EXPONENT UNIT} N {six numbers a step}
 *         N {KIND FROM UNTIL QUANTA}            `check ERROR VERDICT REASON TICKS FINDINGS MORE RATES {SEVERITY,QUANTITY,BOUND,REASON} {QUANTITY,COEFFICIENT,EXPONENT}`
 *   entry AREA ANAESTHESIA DRUG                 entries of a drug: `entry ERROR COUNT {DRUG,THERAPY,VARIANT,TYPE}`
 *   heap                                        `heap PEAK BLOCK`
 *   verify KEY SIGNATURE MESSAGE                `verify ERROR TICKS`, all in hexadecimal, `-` for none
 *   sha256 MESSAGE                              `sha256 TICKS`
 *   flip BIT                                    changes a bit of the library, where its flash is RAM (mps2-an386): `flip BIT`
 *   fault                                       writes where nothing is: the board reports it and restarts
 *   hang                                        feeds the watchdog no more
 * TICKS are counts of board_ticks. */
#include <string.h>

#include "../../jerryscript-bindings/js_runtime.h"
#include "../boards/board.h"
#include "../console.h"
#include "../crypto.h"
#include "../ders.h"
#include "../self_test.h"

#ifndef CORE_HEAP
#define CORE_HEAP (160u << 10)
#endif

static uint64_t block[CORE_HEAP / 8] __attribute__((section(".noinit")));
static struct ders *ders;
static uint8_t trust[2048];
static char line[4096];
static uint8_t message[2048];

static void field(int64_t number) {
  if (number < 0) console_text(" -");
  else console_text(" ");
  console_number((uint32_t)(number < 0 ? -number : number));
}

static int next(const char **at, int64_t low, int64_t high, int64_t *number) {
  return console_next_number(at, number) == 0 && *number >= low && *number <= high ? 0 : -1;
}

static void open_library(const char *at) {
  struct ders_setup setup;
  int64_t length, today, demonstration;
  size_t trust_length;
  uint32_t start;
  int error;

  memset(&setup, 0, sizeof setup);
  if (next(&at, 0, board_library_size, &length) != 0 || next(&at, 0, 99999999, &today) != 0 || next(&at, 0, 1, &demonstration) != 0 ||
      console_next_bytes(&at, trust, sizeof trust, &trust_length) != 0) {
    console_line("? open LENGTH TODAY DEMONSTRATION TRUST");
    return;
  }
  ders_close(ders);
  setup.storage.bytes = board_library;
  setup.storage.size = board_library_size;
  setup.length = (uint32_t)length;
  setup.policy.trust = trust;
  setup.policy.trust_length = (uint32_t)trust_length;
  setup.policy.today = (uint32_t)today;
  setup.policy.demonstration_keys = (uint8_t)demonstration;
  setup.block = block;
  setup.size = sizeof block;
  setup.stack = 12u << 10;
  start = board_ticks();
  error = ders_open(&ders, &setup);
  start = board_ticks() - start;
  console_text("open");
  field(error);
  field(error == DERS_OK ? 0 : ders_reason(ders));
  field(start);
  if (error != DERS_OK && *ders_message(ders) != '\0') {
    console_text(" ");
    console_text(ders_message(ders));
  }
  console_line("");
}

static int read_number(const char **at, struct ders_number *number) {
  int64_t coefficient, exponent, unit;

  if (next(at, INT32_MIN, INT32_MAX, &coefficient) != 0 || next(at, -128, 127, &exponent) != 0 || next(at, 0, 65535, &unit) != 0) return -1;
  number->coefficient = (int32_t)coefficient;
  number->exponent = (int8_t)exponent;
  number->unit = (uint16_t)unit;
  return 0;
}

static int read_program(const char **at, struct ders_key *key, struct ders_program *program) {
  static struct ders_step steps[32];
  static struct ders_delivery delivered[64];
  int64_t n[7], count, number;
  int i;

  memset(key, 0, sizeof *key);
  memset(program, 0, sizeof *program);
  for (i = 0; i < 7; i++)
    if (next(at, 0, 65535, &n[i]) != 0) return -1;
  key->care_area = (uint8_t)n[0];
  key->outside = (uint8_t)n[1];
  key->anaesthesia = (uint8_t)n[2];
  key->drug = (uint16_t)n[3];
  key->therapy = (uint16_t)n[4];
  key->variant = (uint16_t)n[5];
  program->type = (uint8_t)n[6];
  if (next(at, 0, DERS_QUANTITIES, &count) != 0) return -1;
  while (count-- > 0)
    if (next(at, 0, DERS_QUANTITIES - 1, &number) != 0 || read_number(at, &program->values[number]) != 0) return -1;
  if (next(at, 0, 32, &count) != 0) return -1;
  program->steps = steps;
  program->step_count = (uint16_t)count;
  for (i = 0; i < count; i++)
    if (read_number(at, &steps[i].runs) != 0 || read_number(at, &steps[i].lasts) != 0) return -1;
  if (next(at, 0, 64, &count) != 0) return -1;
  program->delivered = delivered;
  program->delivered_count = (uint16_t)count;
  for (i = 0; i < count; i++) {
    if (next(at, 0, 65535, &n[0]) != 0 || next(at, 0, UINT32_MAX, &n[1]) != 0 || next(at, 0, UINT32_MAX, &n[2]) != 0 ||
        next(at, 0, (int64_t)1 << 53, &n[3]) != 0)
      return -1;
    delivered[i].kind = (uint16_t)n[0];
    delivered[i].from = (uint32_t)n[1];
    delivered[i].until = (uint32_t)n[2];
    delivered[i].quanta = (double)n[3];
  }
  return 0;
}

static void comma(int64_t number) {
  console_text(number < 0 ? ",-" : ",");
  console_number((uint32_t)(number < 0 ? -number : number));
}

static void check(const char *at) {
  static struct ders_verdict verdict;
  struct ders_key key;
  struct ders_program program;
  uint32_t start;
  int error, i;

  if (read_program(&at, &key, &program) != 0) {
    console_line("? check AREA OUTSIDE ANAESTHESIA DRUG THERAPY VARIANT TYPE N … N … N …");
    return;
  }
  start = board_ticks();
  error = ders_check(ders, &key, &program, &verdict);
  start = board_ticks() - start;
  console_text("check");
  field(error);
  field(verdict.verdict);
  field(verdict.reason);
  field(start);
  field(verdict.finding_count);
  field(verdict.more);
  field(verdict.rate_count);
  for (i = 0; i < verdict.finding_count; i++) {
    field(verdict.findings[i].severity);
    comma(verdict.findings[i].quantity);
    comma(verdict.findings[i].bound);
    comma(verdict.findings[i].reason);
  }
  for (i = 0; i < verdict.rate_count; i++) {
    field(verdict.rates[i].quantity);
    comma(verdict.rates[i].coefficient);
    comma(verdict.rates[i].exponent);
  }
  if (error != DERS_OK && *ders_message(ders) != '\0') {
    console_text(" ");
    console_text(ders_message(ders));
  }
  console_line("");
}

static void entry(const char *at) {
  static struct ders_entry entries[8];
  int64_t n[3];
  size_t count, i;
  int error;

  if (next(&at, 0, 255, &n[0]) != 0 || next(&at, 0, 1, &n[1]) != 0 || next(&at, 0, 65535, &n[2]) != 0) {
    console_line("? entry AREA ANAESTHESIA DRUG");
    return;
  }
  error = ders_entries(ders, (uint32_t)n[0], (uint32_t)n[2], (int)n[1], entries, 8, &count);
  console_text("entry");
  field(error);
  field((int64_t)count);
  for (i = 0; i < count; i++) {
    field(entries[i].key.drug);
    comma(entries[i].key.therapy);
    comma(entries[i].key.variant);
    comma(entries[i].type);
  }
  console_line("");
}

static void verify(const char *at) {
  uint8_t key[32], signature[128];
  size_t key_length, signature_length, length;
  uint32_t start;
  int error;

  if (console_next_bytes(&at, key, sizeof key, &key_length) != 0 || console_next_bytes(&at, signature, sizeof signature, &signature_length) != 0 ||
      console_next_bytes(&at, message, sizeof message, &length) != 0 || key_length != 32) {
    console_line("? verify KEY SIGNATURE MESSAGE");
    return;
  }
  start = board_ticks();
  error = signature_length == 64 ? ders_ed25519_verify(key, message, (uint32_t)length, signature) : -1;
  start = board_ticks() - start;
  console_text("verify");
  field(error == 0 ? 0 : -1);
  field(start);
  console_line("");
}

static void digest(const char *at) {
  uint8_t sum[32];
  size_t length;
  uint32_t start;

  if (console_next_bytes(&at, message, sizeof message, &length) != 0) {
    console_line("? sha256 MESSAGE");
    return;
  }
  start = board_ticks();
  ders_sha256(message, (uint32_t)length, sum);
  start = board_ticks() - start;
  console_text("sha256");
  field(start);
  console_line("");
}

static void flip(const char *at) {
  int64_t bit;

  if (next(&at, 0, (int64_t)board_library_size * 8 - 1, &bit) != 0) {
    console_line("? flip BIT");
    return;
  }
  ((volatile uint8_t *)(uintptr_t)board_library)[bit >> 3] ^= (uint8_t)(1u << (bit & 7));
  console_text("flip");
  field(bit);
  console_line("");
}

static const char *after(const char *text, const char *command) {
  size_t length = strlen(command);

  return strncmp(text, command, length) == 0 && (text[length] == ' ' || text[length] == '\0') ? text + length : NULL;
}

int main(void) {
  const char *fault, *rest;

  console_text(board_watchdog_bit() ? "watchdog\ncore " : "core ");
  console_text(board_name);
  console_text(" ");
  console_line(js_runtime_name);
  fault = ders_self_test();
  console_text("self-test ");
  console_line(fault == NULL ? "ok" : fault);
  if (fault != NULL) {
    for (;;) {
    }
  }
  board_watchdog_start(10000);
  for (;;) {
    console_read_line(line, sizeof line);
    board_watchdog_feed();
    if ((rest = after(line, "open")) != NULL) open_library(rest);
    else if ((rest = after(line, "check")) != NULL) check(rest);
    else if ((rest = after(line, "entry")) != NULL) entry(rest);
    else if ((rest = after(line, "verify")) != NULL) verify(rest);
    else if ((rest = after(line, "sha256")) != NULL) digest(rest);
    else if ((rest = after(line, "flip")) != NULL) flip(rest);
    else if (after(line, "close") != NULL) {
      ders_close(ders);
      ders = NULL;
      console_line("close");
    } else if (after(line, "heap") != NULL) {
      console_text("heap");
      field((int64_t)ders_heap_peak(ders));
      field((int64_t)sizeof block);
      console_line("");
    } else if (after(line, "fault") != NULL) *(volatile uint32_t *)0x18000000u = 1;
    else if (after(line, "hang") != NULL) {
      for (;;) {
      }
    } else console_line("?");
  }
}
