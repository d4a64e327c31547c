#include <cblas.h>
#include <lapacke.h>

// Exported by every OpenBLAS that has threads, declared by none of its headers.
extern int blas_thread_shutdown_(void) __attribute__((weak));

// Ends the threads of OpenBLAS; the next call that is to be split starts them again.
static inline void stop_openblas_threads(void) {
  if (blas_thread_shutdown_) {
    blas_thread_shutdown_();
  }
}
