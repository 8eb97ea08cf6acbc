/* f405_wiring.h: what hangs on which pin of the STM32F405 in bench_f405 and pump_f405. Behind a pin stands its name on the Netduino Plus 2's headers, where it has
 * one: console, service line, display, motor, encoder, START, STOP, handset and sensors fit there; keys, lamps and buzzer want a board of their own
 * (docs/firmware.md). */
#ifndef DERS_F405_WIRING_H
#define DERS_F405_WIRING_H

#include "../boards/netduinoplus2/chip_display.h"
#include "../boards/netduinoplus2/chip_pins.h"
#include "../boards/netduinoplus2/chip_signals.h"

enum { PORT_A, PORT_B, PORT_C };

/* Console: PB6, PB7 (SDA, SCL); service line: PA2, PA3 (D3, D2). Both are the board's (board.c, link_uart.c). */

/* D13, D11, D10, D12. */
#define F405_DISPLAY {{PORT_B, 13}, {PORT_B, 15}, {PORT_B, 10}, {PORT_B, 14}, f405_wait}

/* D9, D5, D6; a step is high for two microseconds at least. */
static const struct chip_stepper f405_stepper = {{PORT_A, 6}, {PORT_B, 8}, {PORT_B, 9}, true, 60};

/* D8, D7. */
static const struct chip_pin f405_encoder[2] = {{PORT_A, 0}, {PORT_A, 1}};

/* D4, opened by the press, so that a wire that breaks stops; D1 and D0, closed by it. Contacts lead to ground. */
static const struct chip_pin f405_stop = {PORT_B, 12}, f405_start = {PORT_C, 6}, f405_handset = {PORT_C, 7};

/* Five rows and four columns; none of them on the headers. */
static const struct chip_keypad f405_keypad = {
    {{PORT_C, 8}, {PORT_C, 9}, {PORT_C, 10}, {PORT_C, 11}, {PORT_C, 12}}, {{PORT_A, 4}, {PORT_A, 5}, {PORT_A, 7}, {PORT_A, 8}}, 5, 4, 100};

/* None of them on the headers. */
static const struct chip_signals f405_signals = {{PORT_B, 3}, {PORT_B, 4}, {PORT_B, 5}, {PORT_B, 0}};

/* Converter channels 10, 11, 12: A0, A1, A2. */
static const struct chip_pin f405_voltages[3] = {{PORT_C, 0}, {PORT_C, 1}, {PORT_C, 2}};
enum { F405_DOWNSTREAM = 10, F405_UPSTREAM = 11, F405_BATTERY = 12 };

/* A3: high while there is air; A4, A5: low while the door is closed, the set is in its place. Mains (low while there) is not on the headers. */
static const struct chip_pin f405_air = {PORT_C, 3}, f405_door = {PORT_C, 4}, f405_set = {PORT_C, 5}, f405_mains = {PORT_A, 15};

#endif
