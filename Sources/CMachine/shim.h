#ifndef CNNC_CMACHINE_H
#define CNNC_CMACHINE_H

#include <malloc.h>

/* Tells the processor that a loop waits, which leaves its resources to other threads. */
static inline void cnnc_machine_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

#endif
