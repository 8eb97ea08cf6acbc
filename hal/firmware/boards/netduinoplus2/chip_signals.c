#include "chip_signals.h"

#include <stddef.h>

enum { LOW = 1, MEDIUM = 2, HIGH = 3, REFUSED = 2, TONES = 4 };

/* ms on and off in turn, then again: lengths and spacings as in simulator/web/page/burst.ts, which names their sources. */
static const uint16_t high[] = {150, 100, 150, 100, 150, 300, 150, 100, 150, 1000, 150, 100, 150, 100, 150, 300, 150, 100, 150, 3400};
static const uint16_t medium[] = {200, 200, 200, 200, 200, 4000};
static const uint16_t low[] = {200, 200, 200, 16000};
static const struct {
  const uint16_t *spans;
  uint8_t count;
  uint16_t lamp; /* ms of a flash, and of the dark behind it; 0: steady */
} patterns[] = {{NULL, 0, 0}, {low, 4, 0}, {medium, 6, 833}, {high, 20, 250}};
/* ms of a single pulse. */
static const uint16_t tones[TONES] = {0, 30, 250, 120};

static const struct chip_signals *wired;
static uint32_t priority, span, left, flash, beep;
static bool sounds, lit;

bool chip_signals_begin(const struct chip_signals *signals) {
  bool good = chip_pin_output(signals->red, false) && chip_pin_output(signals->yellow, false) && chip_pin_output(signals->green, false) &&
              chip_pin_output(signals->buzzer, false);

  wired = good ? signals : NULL;
  priority = span = left = flash = beep = 0;
  sounds = lit = false;
  return good;
}

void chip_signals_alarm(uint32_t wanted, bool audible) {
  if (wanted > HIGH) wanted = HIGH;
  if (wanted != priority) {
    flash = 0;
    lit = true;
  }
  if (wanted != priority || (audible && !sounds)) span = left = 0;
  priority = wanted;
  sounds = audible && wanted > 0;
}

void chip_signals_beep(uint32_t tone) { beep = tones[tone >= 1 && tone < TONES ? tone : REFUSED]; }

void chip_signals_running(bool on) {
  if (wired != NULL) chip_pin_set(wired->green, on);
}

/* Whether the burst sounds in this millisecond. */
static bool burst(void) {
  if (!sounds) return false;
  if (left == 0) {
    left = patterns[priority].spans[span];
    span = (span + 1) % patterns[priority].count;
  }
  left--;
  return span % 2 == 1;
}

static bool lamp(void) {
  uint32_t half = patterns[priority].lamp;

  if (half > 0 && ++flash > half) {
    flash = 1;
    lit = !lit;
  }
  return lit;
}

void chip_signals_tick(void) {
  bool on = lamp(), sound = burst();

  if (wired == NULL) return;
  chip_pin_set(wired->red, priority == HIGH && on);
  chip_pin_set(wired->yellow, (priority == MEDIUM || priority == LOW) && on);
  chip_pin_set(wired->buzzer, sound || beep > 0);
  if (beep > 0) beep--;
}
