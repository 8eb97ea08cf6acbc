#include "protection.h"

#include <string.h>

#include "boards/board.h"
#include "gate.h"

extern uint8_t ders_runtime_start[], ders_runtime_end[], ders_runtime_load[], ders_flash_start[], ders_flash_end[], ders_ram_start[], ders_ram_end[];
/* Where the image has a hole for what a pump remembers: from its start the part of the image in front, up to ders_boot_end, then the hole. */
extern uint8_t ders_hole_start[], ders_hole_end[], ders_boot_end[];

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define MPU_TYPE REGISTER(0xE000ED90u)
#define MPU_CTRL REGISTER(0xE000ED94u)
#define MPU_RBAR REGISTER(0xE000ED9Cu)
#define MPU_RASR REGISTER(0xE000EDA0u)
#define ICSR REGISTER(0xE000ED04u)
#define SHPR1 REGISTER(0xE000ED18u)
#define SHPR2 REGISTER(0xE000ED1Cu)
#define SHCSR REGISTER(0xE000ED24u)
#define CFSR REGISTER(0xE000ED28u)
#define HFSR REGISTER(0xE000ED2Cu)
#define MEMORY_ADDRESS REGISTER(0xE000ED34u)
#define BUS_ADDRESS REGISTER(0xE000ED38u)
#define FPCCR REGISTER(0xE000EF34u)

enum { NO_EXECUTE = 1 << 28, PRIVILEGED = 1 << 24, BOTH_WRITE = 3 << 24, BOTH_READ = 6 << 24, NORMAL = 1 << 17, GUARD = 1 << 8, ENABLE = 1 };
enum { REGIONS = 8, RETURNS_TO_THREAD = 1 << 11, PENDING = 15 << 12, STACKING = 0x3838 };

static struct protection_map map;
static struct protection_report last;
static int32_t answer;
/* Where main's registers lie while code without privileges runs. */
static uint32_t *saved __attribute__((used));

static bool is_power(uint32_t size) { return size >= 2048 && (size & (size - 1)) == 0; }

static bool region(uint32_t number, uint32_t address, uint32_t size, uint32_t attributes) {
  if (!is_power(size) || address % size != 0) return false;
  MPU_RBAR = address | 16u | number;
  MPU_RASR = attributes | NORMAL | (uint32_t)(31 - __builtin_clz(size) - 1) << 1 | ENABLE;
  return true;
}

/* One region, or two: the larger power of two behind the smaller. */
static bool heap_regions(void) {
  uint32_t start = (uint32_t)map.heap, large = map.heap_size == 0 ? 0 : 1u << (31 - __builtin_clz(map.heap_size)), small = map.heap_size - large;

  return region(2, start + small, large, BOTH_WRITE | NO_EXECUTE) && (small == 0 || region(5, start, small, BOTH_WRITE | NO_EXECUTE));
}

static uint32_t size_of(const uint8_t *start, const uint8_t *end) { return (uint32_t)end - (uint32_t)start; }

bool protection_begin(const struct protection_map *given) {
  bool good = (MPU_TYPE >> 8 & 0xff) >= REGIONS;

  map = *given;
  MPU_CTRL = 0;
  /* Of overlapping regions the one with the highest number counts; what lies in none is for the privileged alone. */
  good = good && region(0, (uint32_t)ders_ram_start, size_of(ders_ram_start, ders_ram_end), PRIVILEGED | NO_EXECUTE);
  good = good && region(1, (uint32_t)ders_flash_start, size_of(ders_flash_start, ders_flash_end), BOTH_READ);
  if (size_of(ders_hole_start, ders_hole_end) > 0) {
    good = good && region(6, (uint32_t)ders_hole_start, size_of(ders_hole_start, ders_hole_end), PRIVILEGED | NO_EXECUTE);
    good = good && region(7, (uint32_t)ders_hole_start, size_of(ders_hole_start, ders_boot_end), BOTH_READ);
  }
  good = good && heap_regions();
  good = good && region(3, (uint32_t)map.stack, map.stack_size, BOTH_WRITE | NO_EXECUTE | GUARD);
  good = good && region(4, (uint32_t)ders_runtime_start, size_of(ders_runtime_start, ders_runtime_end), BOTH_WRITE | NO_EXECUTE);
  /* Faults 0, the timer interrupt 0x20 (board.c), gates 0xe0. */
  SHPR1 = 0;
  SHPR2 = 0xe0u << 24;
  if (good) MPU_CTRL = 5;
  __asm volatile("dsb\n\tisb");
  if (good) protection_renew();
  return good;
}

void protection_renew(void) { memcpy(ders_runtime_start, ders_runtime_load, size_of(ders_runtime_start, ders_runtime_end)); }

static bool within(uint32_t address, uint32_t length, uint32_t start, uint32_t size) {
  return address >= start && address - start <= size && length <= size - (address - start);
}

bool protection_writable(uint32_t address, uint32_t length) {
  uint32_t guard = map.stack_size / 8;

  return within(address, length, (uint32_t)map.heap, map.heap_size) ||
         within(address, length, (uint32_t)map.stack + guard, map.stack_size - guard) ||
         within(address, length, (uint32_t)ders_runtime_start, size_of(ders_runtime_start, ders_runtime_end));
}

bool protection_readable(uint32_t address, uint32_t length) {
  return protection_writable(address, length) || within(address, length, (uint32_t)ders_hole_start, size_of(ders_hole_start, ders_boot_end)) ||
         within(address, length, (uint32_t)ders_hole_end, size_of(ders_hole_end, ders_flash_end));
}

/* ---- in and out */

/* Where code without privileges begins, and where it ends. */
__attribute__((naked)) static void process(void) { __asm volatile("blx r0\n\tsvc #1"); }

/* In the handler of main's call: the frame with which code without privileges begins; what the handler returns with. */
__attribute__((used)) static uint32_t enter(uint32_t *registers) {
  uint32_t *frame = (uint32_t *)((uint32_t)map.stack + map.stack_size) - 8, control;

  saved = registers;
  memset(frame, 0, 32);
  /* Behind what the handler pushed stands main's frame: r0 is the function. */
  frame[0] = registers[26];
  frame[6] = (uint32_t)process & ~1u;
  frame[7] = 1u << 24;
  __asm volatile("msr psp, %0" : : "r"(frame));
  __asm volatile("mrs %0, control" : "=r"(control));
  __asm volatile("msr control, %0\n\tisb" : : "r"(control | 1u));
  return 0xfffffffdu;
}

/* Back to main, from any handler that code without privileges was left for. */
__attribute__((naked, noreturn)) static void leave(enum protection_outcome outcome __attribute__((unused))) {
  __asm volatile(
      "ldr r1, =saved\n\tldr r1, [r1]\n\tmsr msp, r1\n\t"
      /* Registers that were to be saved lazily on the stack that is left are not. */
      "ldr r1, =0xE000EF34\n\tldr r2, [r1]\n\tbic r2, #1\n\tstr r2, [r1]\n\t"
      "mrs r1, control\n\tbic r1, #1\n\tmsr control, r1\n\tisb\n\t"
      "vpop {s16-s31}\n\tpop {r3-r11, lr}\n\tstr r0, [sp]\n\tbx lr");
}

__attribute__((used)) static void called(uint32_t *frame) {
  uint8_t number = *(const uint8_t *)(frame[6] - 2);

  if (number == 1) {
    answer = (int32_t)frame[0];
    leave(PROTECTION_BACK);
  }
  if (number != 0) protection_end(PROTECTION_GATE, "no such call", frame[6], number);
  gate_taken(frame);
}

__attribute__((naked)) void supervisor_call(void) {
  __asm volatile(
      "tst lr, #4\n\tbne 1f\n\t"
      "push {r3-r11, lr}\n\tvpush {s16-s31}\n\tmov r0, sp\n\tbl enter\n\t"
      "mov r4, #0\n\tmov r5, r4\n\tmov r6, r4\n\tmov r7, r4\n\tmov r8, r4\n\tmov r9, r4\n\tmov r10, r4\n\tmov r11, r4\n\tbx r0\n"
      "1:\n\tmrs r0, psp\n\tpush {r4, lr}\n\tbl called\n\tpop {r4, pc}");
}

__attribute__((naked)) static uint32_t call(int32_t (*function)(void) __attribute__((unused))) { __asm volatile("svc #2\n\tbx lr"); }

enum protection_outcome protection_run(int32_t (*function)(void), int32_t *result) {
  enum protection_outcome outcome = PROTECTION_NONE;

  answer = -1;
  if ((MPU_CTRL & 1) != 0) outcome = (enum protection_outcome)call(function);
  *result = outcome == PROTECTION_BACK ? answer : -1;
  return outcome;
}

const struct protection_report *protection_last(void) { return &last; }

/* ---- ends */

/* Whether a handler was entered from code without privileges, and from no other handler. */
static bool from_process(void) {
  uint32_t control;

  __asm volatile("mrs %0, control" : "=r"(control));
  return (control & 1u) != 0 && (ICSR & RETURNS_TO_THREAD) != 0;
}

void protection_end(enum protection_outcome outcome, const char *what, uint32_t at, uint32_t address) {
  last.outcome = outcome;
  last.what = what;
  last.at = at;
  last.address = address;
  last.status = CFSR;
  CFSR = CFSR;
  HFSR = HFSR;
  /* A gate or a fault that was to come next must not find main's frame. */
  SHCSR &= ~(uint32_t)PENDING;
  map.stopped();
  leave(outcome);
}

static uint32_t instruction(const uint32_t *stacked) { return protection_writable((uint32_t)stacked, 32) ? stacked[6] : 0; }

void board_thread_fault(const char *what, const uint32_t *stacked) {
  uint32_t status = CFSR, address = 0;

  if (!from_process()) return;
  if (status & 0x80u) address = MEMORY_ADDRESS;
  else if (status & 0x8000u) address = BUS_ADDRESS;
  protection_end(PROTECTION_FAULT, what, status & STACKING ? 0 : instruction(stacked), address);
}

void protection_interrupt(void) {
  const uint32_t *stacked;

  if (!from_process()) return;
  __asm volatile("mrs %0, psp" : "=r"(stacked));
  protection_end(PROTECTION_STALL, "no end", instruction(stacked), 0);
}
