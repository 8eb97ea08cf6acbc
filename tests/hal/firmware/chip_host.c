/* The STM32F405's drivers against a chip that is played here as RM0090 describes it, for tests. Commands on stdin, an answer each:
 *   erase OFFSET · program OFFSET HEX                 1 or 0, by the driver
 *   region N                                          start, size and sector of a region of the HAL
 *   clear OFFSET · write OFFSET HEX                   1 or 0, by the rules of the HAL
 *   word OFFSET · read OFFSET LENGTH · crc OFFSET LENGTH START · search OFFSET COUNT KEY KEY     as the HAL reads
 *   cells OFFSET LENGTH                               hexadecimal
 *   spoil busy|locked|protected|stuck OFFSET|none     what is wrong with the chip from now on; 1
 *   locked                                            whether the flash is locked, caches were reset since the last change, and both are on
 *   keypad ROWS COLUMNS · close ROW COLUMN · open     1
 *   scan                                              contacts in hexadecimal, whether certain, rows that are still driven low
 *   stepper FORWARD · power ON · pulse                levels of step, direction, enable, and rises of step so far */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../hal/firmware/boards/netduinoplus2/chip_flash.h"
#include "../../../hal/firmware/boards/netduinoplus2/chip_pins.h"
#include "../../../hal/firmware/boards/netduinoplus2/registers.h"
#include "../../../hal/firmware/pump_flash.h"
#include "played_bench.h"
#include "played_cells.h"
#include "played_panel.h"

enum { SIZE = CHIP_FLASH_SIZE, PORTS = 9, LINES = 8, SECTORS = 12 };

/* chip_regions.c reads them as memory. */
uint8_t played_cells[SIZE];
static uint8_t *const cells = played_cells;
/* RM0090, table 5: where each sector begins, and where the last ends. */
static const uint32_t bounds[SECTORS + 1] = {0,      0x4000, 0x8000, 0xc000, 0x10000, 0x20000, 0x40000,
                                             0x60000, 0x80000, 0xa0000, 0xc0000, 0xe0000, 0x100000};
static uint32_t access = 0x605, control = 1u << 31, status, busy, keys_seen, stuck = SIZE;
static int always_busy, never_unlocks, write_protected, caches_reset, keys_wrong;
static uint32_t clocks, slow_clocks, mode[PORTS], type[PORTS], pull[PORTS], speed[PORTS], function[PORTS][2], out[PORTS], rises;
static struct chip_keypad keypad;
static uint8_t contacts[LINES][LINES];
static struct chip_stepper stepper = {{2, 3}, {2, 4}, {1, 15}, true, 5};

static int is_output(struct chip_pin pin) { return (clocks >> pin.port & 1) && (mode[pin.port] >> 2 * pin.pin & 3) == 1; }
static int level(struct chip_pin pin) { return out[pin.port] >> pin.pin & 1; }
static int is_low(struct chip_pin row) { return is_output(row) && (type[row.port] >> row.pin & 1) && !level(row); }

/* Rows and columns that hang together through closed contacts: a low row pulls down all of them. */
static int column_is_low(uint32_t column) {
  uint8_t row_low[LINES] = {0}, column_low[LINES] = {0};
  uint32_t turn, row, other;

  for (row = 0; row < keypad.row_count; row++) row_low[row] = (uint8_t)is_low(keypad.rows[row]);
  for (turn = 0; turn < 2 * LINES; turn++)
    for (row = 0; row < keypad.row_count; row++)
      for (other = 0; other < keypad.column_count; other++)
        if (contacts[row][other] && (row_low[row] || column_low[other])) row_low[row] = column_low[other] = 1;
  return column_low[column];
}

static uint32_t input(uint32_t port) {
  uint32_t bits = 0, column;

  for (column = 0; column < keypad.column_count; column++) {
    struct chip_pin pin = keypad.columns[column];

    /* Without its pull-up a column floats: it is read as closed. */
    if (pin.port == port && (pull[port] >> 2 * pin.pin & 3) == 1 && !is_output(pin) && !column_is_low(column)) bits |= 1u << pin.pin;
  }
  return bits;
}

/* What the panel sees: PB10, PB14, and whether PB13 and PB15 are fast pins of function 5. */
static void tell_panel(void) {
  struct chip_pin select = {1, 10}, command = {1, 14};
  bool wires = (mode[1] >> 26 & 0x33) == 0x22 && (function[1][1] >> 20 & 0xf0f) == 0x505 && (speed[1] >> 26 & 0x33) == 0x11 &&
               (slow_clocks >> 14 & 1);

  panel_lines(is_output(select) && !level(select), is_output(command) && !level(command), wires);
}

uint32_t register_read(uint32_t address) {
  uint32_t offset = address - CHIP_FLASH_START, port = (address - 0x40020000u) / 0x400u, word;

  if (panel_register_read(address, &word) || bench_register_read(address, &word)) return word;
  if (address == 0x40023840u) return slow_clocks;

  if (address >= CHIP_FLASH_START && offset < SIZE) {
    memcpy(&word, cells + offset, 4);
    return word;
  }
  if (address == 0x40023c00u) return access;
  if (address == 0x40023c0cu) {
    if (busy > 0) busy--;
    return status | (busy > 0 || always_busy ? 1u << 16 : 0);
  }
  if (address == 0x40023c10u) return control;
  if (address == 0x40023830u) return clocks;
  if (address < 0x40020000u || port >= PORTS) abort();
  switch (address % 0x400u) {
    case 0x00: return mode[port];
    case 0x04: return type[port];
    case 0x08: return speed[port];
    case 0x0c: return pull[port];
    case 0x20: case 0x24: return function[port][address / 4 % 2];
    case 0x10: return input(port);
    default: abort();
  }
}

static void key(uint32_t value) {
  if (never_unlocks || keys_wrong) return;
  if (keys_seen == 0 && value == 0x45670123u) keys_seen = 1;
  else if (keys_seen == 1 && value == 0xcdef89abu) {
    control &= ~(1u << 31);
    keys_seen = 0;
  } else keys_wrong = 1;
}

static void change_control(uint32_t value) {
  uint32_t sector = value >> 3 & 15u;

  if (control >> 31) return;
  control = value & ~(1u << 16);
  if (!(value >> 16 & 1)) return;
  /* Nobody erases the image. */
  if (!(value & 2u) || sector >= SECTORS || sector == 0 || (sector >= 5 && sector <= 7)) abort();
  busy = 7;
  caches_reset = 0;
  if (write_protected) status |= 1u << 4;
  else memset(cells + bounds[sector], 0xff, bounds[sector + 1] - bounds[sector]);
  if (stuck >= bounds[sector] && stuck < bounds[sector + 1]) cells[stuck] &= 0xfe;
}

static void write_cells(uint32_t offset, uint32_t value) {
  uint32_t i;

  caches_reset = 0;
  busy = 3;
  if (control >> 31 || !(control & 1u)) status |= 1u << 7;
  else if ((control >> 8 & 3u) != 2) status |= 1u << 6;
  else if (write_protected) status |= 1u << 4;
  else
    for (i = 0; i < 4; i++) {
      cells[offset + i] &= (uint8_t)(value >> 8 * i);
      if (offset + i == stuck) cells[stuck] &= 0xfe;
    }
}

void register_write(uint32_t address, uint32_t value) {
  uint32_t offset = address - CHIP_FLASH_START, port = (address - 0x40020000u) / 0x400u, before;

  if (panel_register_write(address, value) || bench_register_write(address, value)) return;

  if (address >= CHIP_FLASH_START && offset < SIZE) {
    write_cells(offset, value);
    return;
  }
  if (address == 0x40023c00u) {
    if ((value >> 11 & 3u) == 3u && !(value >> 9 & 3u)) caches_reset = 1;
    access = value;
  } else if (address == 0x40023c04u) key(value);
  else if (address == 0x40023c0cu) status &= ~value;
  else if (address == 0x40023c10u) change_control(value);
  else if (address == 0x40023830u) clocks = value;
  else if (address == 0x40023840u) slow_clocks = value;
  else {
    if (address < 0x40020000u || port >= PORTS || !(clocks >> port & 1)) abort();
    switch (address % 0x400u) {
      case 0x00: mode[port] = value; break;
      case 0x04: type[port] = value; break;
      case 0x08: speed[port] = value; break;
      case 0x0c: pull[port] = value; break;
      case 0x20: case 0x24: function[port][address / 4 % 2] = value; break;
      case 0x18:
        before = out[port];
        out[port] = (out[port] | (value & 0xffffu)) & ~(value >> 16);
        if (port == stepper.step.port && (~before & out[port]) >> stepper.step.pin & 1) rises++;
        break;
      default: abort();
    }
    tell_panel();
  }
}

static int program(const char *at, bool (*by)(uint32_t offset, const uint8_t *bytes, uint32_t length)) {
  uint32_t offset, length, i;
  char *hex;
  uint8_t *bytes;
  int good;

  offset = (uint32_t)strtoul(at, &hex, 10);
  hex += strspn(hex, " ");
  length = (uint32_t)strlen(hex) / 2;
  bytes = malloc(length > 0 ? length : 1);
  for (i = 0; i < length; i++) {
    unsigned byte;

    sscanf(hex + 2 * i, "%2x", &byte);
    bytes[i] = (uint8_t)byte;
  }
  good = by(offset, bytes, length);
  free(bytes);
  return good;
}

static int spoil(const char *what) {
  always_busy = strcmp(what, "busy") == 0;
  never_unlocks = strcmp(what, "locked") == 0;
  write_protected = strcmp(what, "protected") == 0;
  stuck = strncmp(what, "stuck ", 6) == 0 ? (uint32_t)strtoul(what + 6, NULL, 10) : SIZE;
  return 1;
}

static int begin_keypad(uint32_t rows, uint32_t columns) {
  uint32_t i;

  memset(contacts, 0, sizeof contacts);
  memset(&keypad, 0, sizeof keypad);
  for (i = 0; i < LINES; i++) keypad.rows[i] = (struct chip_pin){3, (uint8_t)i};
  for (i = 0; i < LINES; i++) keypad.columns[i] = (struct chip_pin){(uint8_t)(i % 2 ? 4 : 0), (uint8_t)(8 + i)};
  keypad.row_count = (uint8_t)rows;
  keypad.column_count = (uint8_t)columns;
  keypad.settle = 3;
  return chip_keypad_begin(&keypad);
}

static void levels(void) {
  printf("%d%d%d %u\n", level(stepper.step), level(stepper.direction), level(stepper.enable), rises);
}

static void hexadecimal(const uint8_t *bytes, uint32_t length) {
  uint32_t i;

  for (i = 0; i < length; i++) printf("%02x", bytes[i]);
  printf("\n");
}

/* What the HAL of a pump says of its flash; false where it is no such command. */
static int region_command(const char *line) {
  static uint8_t bytes[SIZE];
  unsigned a, b, c, d;

  if (sscanf(line, "region %u", &a) == 1) printf("%d %u %u\n", pump_flash_start(a), pump_flash_size(a), pump_flash_sector(a));
  else if (sscanf(line, "clear %u", &a) == 1) printf("%d\n", pump_flash_erase(a));
  else if (strncmp(line, "write ", 6) == 0) printf("%d\n", program(line + 6, pump_flash_program));
  else if (sscanf(line, "word %u", &a) == 1) printf("%lld\n", (long long)ders_storage_word(&pump_storage, a));
  else if (sscanf(line, "read %u %u", &a, &b) == 2) hexadecimal(bytes, ders_storage_read(&pump_storage, a, bytes, b));
  else if (sscanf(line, "crc %u %u %u", &a, &b, &c) == 3) printf("%lld\n", (long long)ders_storage_crc32(&pump_storage, a, b, c));
  else if (sscanf(line, "search %u %u %u %u", &a, &b, &c, &d) == 4)
    printf("%lld\n", (long long)ders_storage_search(&pump_storage, a, b, c, d));
  else return 0;
  return 1;
}

/* PB3, PB4, PB5 and PB0, where they are outputs. */
static uint32_t lit(void) {
  static const struct chip_pin pins[4] = {{1, 3}, {1, 4}, {1, 5}, {1, 0}};
  uint32_t bits = 0, i;

  for (i = 0; i < 4; i++)
    if (is_output(pins[i]) && level(pins[i])) bits |= 1u << i;
  return bits;
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  unsigned a, b;

  memset(cells, 0, sizeof cells);
  while (getline(&line, &room, stdin) > 0) {
    line[strcspn(line, "\n")] = '\0';
    if (region_command(line) || panel_command(line) || bench_command(line, slow_clocks, lit)) {
    } else if (sscanf(line, "erase %u", &a) == 1) printf("%d\n", chip_flash_erase(a));
    else if (strncmp(line, "program ", 8) == 0) printf("%d\n", program(line + 8, chip_flash_program));
    else if (sscanf(line, "cells %u %u", &a, &b) == 2) {
      hexadecimal(cells + a, b);
    } else if (strncmp(line, "spoil ", 6) == 0) printf("%d\n", spoil(line + 6));
    else if (strcmp(line, "locked") == 0) printf("%u %d %d\n", control >> 31, caches_reset, (access & 0x600u) == 0x600u);
    else if (sscanf(line, "keypad %u %u", &a, &b) == 2) printf("%d\n", begin_keypad(a, b));
    else if (sscanf(line, "close %u %u", &a, &b) == 2) printf("%d\n", contacts[a][b] = 1);
    else if (strcmp(line, "open") == 0) {
      memset(contacts, 0, sizeof contacts);
      printf("1\n");
    } else if (strcmp(line, "scan") == 0) {
      bool certain;
      uint32_t closed = chip_keypad_scan(&keypad, &certain), low = 0, row;

      for (row = 0; row < keypad.row_count; row++) low += (uint32_t)is_low(keypad.rows[row]);
      printf("%x %d %u\n", closed, certain, low);
    } else if (sscanf(line, "stepper %u", &a) == 1) {
      stepper.forward = a;
      if (!chip_stepper_begin(&stepper)) abort();
      levels();
    } else if (sscanf(line, "power %u", &a) == 1) {
      chip_stepper_power(&stepper, a);
      levels();
    } else if (strcmp(line, "pulse") == 0) {
      chip_stepper_pulse(&stepper);
      levels();
    } else printf("?\n");
    fflush(stdout);
  }
  free(line);
  return 0;
}
