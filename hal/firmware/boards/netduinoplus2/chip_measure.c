#include "chip_measure.h"

#include "registers.h"

/* RM0090, chapters 7 (clocks), 18 (timer 5), 13 (converters). */
#define RCC_APB1ENR 0x40023840u
#define RCC_APB2ENR 0x40023844u
#define TIM5 0x40000c00u
#define ADC1 0x40012000u
#define ADC_CCR 0x40012304u
enum { TIMER_CR1 = 0x00, SMCR = 0x08, CCMR1 = 0x18, CCER = 0x20, CNT = 0x24, ARR = 0x2c };
enum { ADC_SR = 0x00, ADC_CR2 = 0x08, SMPR1 = 0x0c, SMPR2 = 0x10, SQR1 = 0x2c, SQR3 = 0x34, ADC_DR = 0x4c };
enum { TIM5_CLOCK = 1 << 3, ADC1_CLOCK = 1 << 8, FUNCTION_TIM5 = 2, BOTH_EDGES = 3, CHANNELS = 16 };
/* Each input its own channel; an edge counts after eight equal samples. */
enum { INPUTS = 0x3131 };
/* A quarter of 84 MHz; 84 cycles of it a sample. */
enum { QUARTER = 1 << 16, ALL_84 = 0x24924924, CONVERTS = 1, DONE = 2 };
#define START (1u << 30)
/* Turns of a wait: a conversion takes 5 microseconds. */
#ifndef CHIP_ADC_PATIENCE
#define CHIP_ADC_PATIENCE 5000u
#endif

bool chip_encoder_begin(struct chip_pin first, struct chip_pin second) {
  if (!chip_pin_input(first) || !chip_pin_input(second)) return false;
  if (!chip_pin_function(first, FUNCTION_TIM5) || !chip_pin_function(second, FUNCTION_TIM5)) return false;
  register_write(RCC_APB1ENR, register_read(RCC_APB1ENR) | TIM5_CLOCK);
  register_write(TIM5 + TIMER_CR1, 0);
  register_write(TIM5 + SMCR, BOTH_EDGES);
  register_write(TIM5 + CCMR1, INPUTS);
  register_write(TIM5 + CCER, 0);
  register_write(TIM5 + ARR, 0xffffffffu);
  register_write(TIM5 + CNT, 0);
  register_write(TIM5 + TIMER_CR1, 1);
  return true;
}

uint32_t chip_encoder_counts(void) { return register_read(TIM5 + CNT); }

void chip_adc_begin(void) {
  register_write(RCC_APB2ENR, register_read(RCC_APB2ENR) | ADC1_CLOCK);
  register_write(ADC_CCR, QUARTER);
  register_write(ADC1 + SMPR1, ALL_84 & 0x07ffffff);
  register_write(ADC1 + SMPR2, ALL_84);
  register_write(ADC1 + SQR1, 0);
  register_write(ADC1 + ADC_CR2, CONVERTS);
}

int32_t chip_adc_read(uint32_t channel) {
  uint32_t turns;

  if (channel >= CHANNELS) return -1;
  register_write(ADC1 + ADC_SR, 0);
  register_write(ADC1 + SQR3, channel);
  register_write(ADC1 + ADC_CR2, CONVERTS | START);
  for (turns = 0; turns < CHIP_ADC_PATIENCE; turns++)
    if (register_read(ADC1 + ADC_SR) & DONE) return (int32_t)(register_read(ADC1 + ADC_DR) & 0xfffu);
  return -1;
}
