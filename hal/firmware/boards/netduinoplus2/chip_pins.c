#include "chip_pins.h"

#include "registers.h"

/* RM0090, chapters 7 (clocks of the ports) and 8 (mode, output type, pull, input, set and reset). */
#define RCC_AHB1ENR 0x40023830u
#define GPIOA 0x40020000u
enum { MODER = 0x00, OTYPER = 0x04, OSPEEDR = 0x08, PUPDR = 0x0c, IDR = 0x10, BSRR = 0x18, AFRL = 0x20, PORT = 0x400 };
enum { INPUT = 0, OUTPUT = 1, FUNCTION = 2, ANALOG = 3, MEDIUM_SPEED = 1, PULL_NONE = 0, PULL_UP = 1, PORTS = 9, PINS = 16 };

static uint32_t place(struct chip_pin pin, uint32_t offset) { return GPIOA + PORT * pin.port + offset; }

static void change(uint32_t address, uint32_t mask, uint32_t value) {
  register_write(address, (register_read(address) & ~mask) | value);
}

static bool is_there(struct chip_pin pin) { return pin.port < PORTS && pin.pin < PINS; }

void chip_pin_set(struct chip_pin pin, bool high) { register_write(place(pin, BSRR), 1u << (pin.pin + (high ? 0 : 16))); }

bool chip_pin_is_high(struct chip_pin pin) { return register_read(place(pin, IDR)) >> pin.pin & 1; }

/* The level stands before the pin drives it. */
static void begin_output(struct chip_pin pin, bool high, bool open_drain) {
  change(RCC_AHB1ENR, 0, 1u << pin.port);
  chip_pin_set(pin, high);
  change(place(pin, OTYPER), 1u << pin.pin, (open_drain ? 1u : 0u) << pin.pin);
  change(place(pin, PUPDR), 3u << 2 * pin.pin, (uint32_t)PULL_NONE << 2 * pin.pin);
  change(place(pin, MODER), 3u << 2 * pin.pin, (uint32_t)OUTPUT << 2 * pin.pin);
}

static void begin_input(struct chip_pin pin) {
  change(RCC_AHB1ENR, 0, 1u << pin.port);
  change(place(pin, PUPDR), 3u << 2 * pin.pin, (uint32_t)PULL_UP << 2 * pin.pin);
  change(place(pin, MODER), 3u << 2 * pin.pin, (uint32_t)INPUT << 2 * pin.pin);
}

bool chip_pin_output(struct chip_pin pin, bool high) {
  if (is_there(pin)) begin_output(pin, high, false);
  return is_there(pin);
}

bool chip_pin_input(struct chip_pin pin) {
  if (is_there(pin)) begin_input(pin);
  return is_there(pin);
}

bool chip_pin_analog(struct chip_pin pin) {
  if (!is_there(pin)) return false;
  change(RCC_AHB1ENR, 0, 1u << pin.port);
  change(place(pin, PUPDR), 3u << 2 * pin.pin, (uint32_t)PULL_NONE << 2 * pin.pin);
  change(place(pin, MODER), 3u << 2 * pin.pin, (uint32_t)ANALOG << 2 * pin.pin);
  return true;
}

bool chip_pin_function(struct chip_pin pin, uint32_t function) {
  uint32_t field = 4u * (pin.pin % 8u);

  if (!is_there(pin) || function > 15) return false;
  change(RCC_AHB1ENR, 0, 1u << pin.port);
  change(place(pin, AFRL + 4u * (pin.pin / 8u)), 15u << field, function << field);
  change(place(pin, OSPEEDR), 3u << 2 * pin.pin, (uint32_t)MEDIUM_SPEED << 2 * pin.pin);
  change(place(pin, MODER), 3u << 2 * pin.pin, (uint32_t)FUNCTION << 2 * pin.pin);
  return true;
}

static void wait(uint32_t turns) {
  volatile uint32_t left = turns;

  while (left > 0) left--;
}

bool chip_stepper_begin(const struct chip_stepper *stepper) {
  if (!is_there(stepper->step) || !is_there(stepper->direction) || !is_there(stepper->enable)) return false;
  begin_output(stepper->enable, true, false);
  begin_output(stepper->step, false, false);
  begin_output(stepper->direction, stepper->forward, false);
  return true;
}

void chip_stepper_power(const struct chip_stepper *stepper, bool on) { chip_pin_set(stepper->enable, !on); }

void chip_stepper_pulse(const struct chip_stepper *stepper) {
  chip_pin_set(stepper->step, true);
  wait(stepper->hold);
  chip_pin_set(stepper->step, false);
}

bool chip_keypad_begin(const struct chip_keypad *keypad) {
  uint32_t i;

  if (keypad->row_count > CHIP_MOST_LINES || keypad->column_count > CHIP_MOST_LINES) return false;
  if (keypad->row_count * keypad->column_count > 32) return false;
  for (i = 0; i < keypad->row_count; i++)
    if (!is_there(keypad->rows[i])) return false;
  for (i = 0; i < keypad->column_count; i++)
    if (!is_there(keypad->columns[i])) return false;
  for (i = 0; i < keypad->row_count; i++) begin_output(keypad->rows[i], true, true);
  for (i = 0; i < keypad->column_count; i++) begin_input(keypad->columns[i]);
  return true;
}

/* Two rows with two columns in common: one of the four contacts may be seen through the other three. */
static bool ambiguous(const uint32_t *rows, uint32_t count) {
  uint32_t i, other, both;

  for (i = 0; i < count; i++)
    for (other = 0; other < i; other++) {
      both = rows[i] & rows[other];
      if ((both & (both - 1)) != 0) return true;
    }
  return false;
}

uint32_t chip_keypad_scan(const struct chip_keypad *keypad, bool *certain) {
  uint32_t rows[CHIP_MOST_LINES], closed = 0, row, column;

  for (row = 0; row < keypad->row_count; row++) {
    rows[row] = 0;
    chip_pin_set(keypad->rows[row], false);
    wait(keypad->settle);
    for (column = 0; column < keypad->column_count; column++)
      if (!(register_read(place(keypad->columns[column], IDR)) >> keypad->columns[column].pin & 1)) rows[row] |= 1u << column;
    chip_pin_set(keypad->rows[row], true);
    wait(keypad->settle);
    closed |= rows[row] << row * keypad->column_count;
  }
  *certain = !ambiguous(rows, keypad->row_count);
  return *certain ? closed : 0;
}
