#include "played_bench.h"

#include <stdio.h>
#include <string.h>

#include "../../../hal/firmware/boards/netduinoplus2/chip_measure.h"
#include "../../../hal/firmware/boards/netduinoplus2/chip_signals.h"

enum { TIM5 = 0x40000c00, ADC1 = 0x40012000, ADC_CCR = 0x40012304, APB2ENR = 0x40023844, WORDS = 32 };

static uint32_t timer[WORDS], converter[WORDS], common, fast_clocks, levels[16], waits;
static bool dead;

static uint32_t word_of(uint32_t address, uint32_t base) { return address >= base && address < base + 4 * WORDS ? (address - base) / 4 : WORDS; }

bool bench_register_read(uint32_t address, uint32_t *value) {
  uint32_t in_timer = word_of(address, TIM5), in_converter = word_of(address, ADC1);

  if (in_timer < WORDS) *value = timer[in_timer];
  else if (in_converter < WORDS) {
    if (address == ADC1 && waits > 0 && --waits == 0 && !dead) converter[0] |= 2;
    *value = converter[in_converter];
    /* Reading the data takes back that it was there. */
    if (address == ADC1 + 0x4c) converter[0] &= ~2u;
  } else if (address == APB2ENR) *value = fast_clocks;
  else return false;
  return true;
}

bool bench_register_write(uint32_t address, uint32_t value) {
  uint32_t in_timer = word_of(address, TIM5), in_converter = word_of(address, ADC1);

  if (in_timer < WORDS) timer[in_timer] = value;
  else if (address == ADC_CCR) common = value;
  else if (address == APB2ENR) fast_clocks = value;
  else if (in_converter < WORDS) {
    converter[in_converter] = value;
    /* One channel, at most 36 MHz, switched on and with its clock. */
    if (address == ADC1 + 8 && (value & 1u << 30) && (value & 1) && (fast_clocks >> 8 & 1) && common == 1u << 16 && converter[0x2c / 4] == 0) {
      converter[0x4c / 4] = levels[converter[0x34 / 4] & 15];
      waits = 3;
    }
  } else return false;
  return true;
}

/* Counts both edges of two inputs that are its own. */
static bool counts(uint32_t slow_clocks) { return (slow_clocks >> 3 & 1) && timer[2] == 3 && (timer[6] & 0x303) == 0x101 && timer[8] == 0 && (timer[0] & 1) && timer[11] == 0xffffffffu; }

/* Each change of lamps and buzzer with its millisecond, counted from 1. */
static void tick(uint32_t ms, uint32_t (*lit)(void)) {
  uint32_t was = lit(), is, at;

  for (at = 1; at <= ms; at++) {
    chip_signals_tick();
    is = lit();
    if (is != was) printf("%u:%u%u%u%u ", at, is & 1, is >> 1 & 1, is >> 2 & 1, is >> 3 & 1);
    was = is;
  }
  printf("%u%u%u%u\n", was & 1, was >> 1 & 1, was >> 2 & 1, was >> 3 & 1);
}

bool bench_command(const char *line, uint32_t slow_clocks, uint32_t (*lit)(void)) {
  static const struct chip_signals signals = {{1, 3}, {1, 4}, {1, 5}, {1, 0}};
  unsigned a, b;
  int turned;

  if (strcmp(line, "encoder") == 0) printf("%d\n", chip_encoder_begin((struct chip_pin){0, 0}, (struct chip_pin){0, 1}));
  else if (sscanf(line, "turn %d", &turned) == 1) {
    if (counts(slow_clocks)) timer[9] += (uint32_t)turned;
    printf("%u\n", chip_encoder_counts());
  } else if (strcmp(line, "adc") == 0) {
    chip_adc_begin();
    printf("1\n");
  } else if (sscanf(line, "level %u %u", &a, &b) == 2) printf("%u\n", levels[a] = b);
  else if (sscanf(line, "convert %u", &a) == 1) printf("%d\n", chip_adc_read(a));
  else if (strcmp(line, "spoil adc") == 0) printf("%d\n", dead = true);
  else if (strcmp(line, "spoil no adc") == 0) printf("%d\n", !(dead = false));
  else if (strcmp(line, "signals") == 0) printf("%d\n", chip_signals_begin(&signals));
  else if (sscanf(line, "alarm %u %u", &a, &b) == 2) {
    chip_signals_alarm(a, b);
    printf("1\n");
  } else if (sscanf(line, "beep %u", &a) == 1) {
    chip_signals_beep(a);
    printf("1\n");
  } else if (sscanf(line, "running %u", &a) == 1) {
    chip_signals_running(a);
    printf("1\n");
  } else if (sscanf(line, "tick %u", &a) == 1) tick(a, lit);
  else return false;
  return true;
}
