#ifndef CNNC_CGLPK_H
#define CNNC_CGLPK_H

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <string.h>

/* GLPK calls abort() where it is misused or runs out of memory. Every call here is guarded: its error
   hook jumps back over frames of C alone, the environment of the thread is freed with all that was made
   in it, and the caller is told. Nothing is printed; what GLPK has to say goes to the caller. */

enum { CNNC_GLPK_ERROR = -1, CNNC_GLPK_MESSAGE = 256 };

typedef struct {
  jmp_buf frame;
  char *message; /* CNNC_GLPK_MESSAGE bytes */
} cnnc_glpk_guard;

static inline void cnnc_glpk_escape(void *info) { longjmp(((cnnc_glpk_guard *)info)->frame, 1); }

/* Collects what GLPK would print; not 0, so that it prints nothing. */
static inline int cnnc_glpk_collect(void *info, const char *text) {
  char *message = ((cnnc_glpk_guard *)info)->message;
  size_t used = strlen(message);
  strncat(message, text, CNNC_GLPK_MESSAGE - 1 - used);
  return 1;
}

static inline void cnnc_glpk_watch(cnnc_glpk_guard *guard, char *message) {
  message[0] = 0;
  guard->message = message;
  glp_term_hook(cnnc_glpk_collect, guard);
  glp_error_hook(cnnc_glpk_escape, guard);
  glp_term_out(GLP_OFF);
}

static inline void cnnc_glpk_unwatch(void) {
  glp_error_hook(NULL, NULL);
  glp_term_hook(NULL, NULL);
}

/* Minimize cost'x subject to rows of A x equal to or at most `bound` and lower <= x <= upper, infinities
   allowed there. Entries count from 1 and have indices from 1; the rest counts from 0. NULL after an
   error. */
static inline glp_prob *cnnc_glpk_make(
    int rows, const double *bound, const char *is_equality, int columns, const double *cost,
    const double *lower, const double *upper, int entries, const int *row, const int *column,
    const double *value, char *message) {
  cnnc_glpk_guard guard;
  cnnc_glpk_watch(&guard, message);
  if (setjmp(guard.frame)) {
    glp_free_env();
    return NULL;
  }
  glp_prob *problem = glp_create_prob();
  if (rows > 0) glp_add_rows(problem, rows);
  if (columns > 0) glp_add_cols(problem, columns);
  for (int i = 0; i < rows; i++)
    glp_set_row_bnds(problem, i + 1, is_equality[i] ? GLP_FX : GLP_UP, bound[i], bound[i]);
  for (int j = 0; j < columns; j++) {
    int has_lower = !isinf(lower[j]), has_upper = !isinf(upper[j]);
    int kind = !has_lower && !has_upper   ? GLP_FR
               : !has_upper               ? GLP_LO
               : !has_lower               ? GLP_UP
               : lower[j] == upper[j]     ? GLP_FX
                                          : GLP_DB;
    glp_set_col_bnds(problem, j + 1, kind, lower[j], upper[j]);
    glp_set_obj_coef(problem, j + 1, cost[j]);
  }
  glp_load_matrix(problem, entries, row, column, value);
  glp_scale_prob(problem, GLP_SF_AUTO);
  glp_std_basis(problem);
  cnnc_glpk_unwatch();
  return problem;
}

/* The simplex method from the current basis: the primal one, or the dual one that falls back on it. The
   code of glp_simplex; after an error CNNC_GLPK_ERROR, and the problem is gone. */
static inline int cnnc_glpk_simplex(
    glp_prob *problem, int uses_dual, int milliseconds, int iterations, double tolerance,
    char *message) {
  cnnc_glpk_guard guard;
  cnnc_glpk_watch(&guard, message);
  if (setjmp(guard.frame)) {
    glp_free_env();
    return CNNC_GLPK_ERROR;
  }
  glp_smcp settings;
  glp_init_smcp(&settings);
  settings.msg_lev = GLP_MSG_OFF;
  settings.meth = uses_dual ? GLP_DUALP : GLP_PRIMAL;
  settings.tm_lim = milliseconds;
  settings.it_lim = iterations;
  settings.tol_bnd = tolerance;
  settings.tol_dj = tolerance;
  int code = glp_simplex(problem, &settings);
  cnnc_glpk_unwatch();
  return code;
}

/* Forgets the basis: every row variable basic. */
static inline int cnnc_glpk_restart(glp_prob *problem, char *message) {
  cnnc_glpk_guard guard;
  cnnc_glpk_watch(&guard, message);
  if (setjmp(guard.frame)) {
    glp_free_env();
    return CNNC_GLPK_ERROR;
  }
  glp_std_basis(problem);
  cnnc_glpk_unwatch();
  return 0;
}

/* Reads the basic solution: the values of the columns and the duals of the rows. glp_get_status; after
   an error CNNC_GLPK_ERROR, and the problem is gone. */
static inline int cnnc_glpk_read(glp_prob *problem, double *x, double *dual, char *message) {
  cnnc_glpk_guard guard;
  cnnc_glpk_watch(&guard, message);
  if (setjmp(guard.frame)) {
    glp_free_env();
    return CNNC_GLPK_ERROR;
  }
  int rows = glp_get_num_rows(problem), columns = glp_get_num_cols(problem);
  for (int j = 0; j < columns; j++) x[j] = glp_get_col_prim(problem, j + 1);
  for (int i = 0; i < rows; i++) dual[i] = glp_get_row_dual(problem, i + 1);
  int status = glp_get_status(problem);
  cnnc_glpk_unwatch();
  return status;
}

/* Frees the problem and what else GLPK holds for this thread. */
static inline void cnnc_glpk_free(glp_prob *problem) {
  char message[CNNC_GLPK_MESSAGE];
  cnnc_glpk_guard guard;
  cnnc_glpk_watch(&guard, message);
  if (!setjmp(guard.frame)) glp_delete_prob(problem);
  glp_free_env();
}

#endif
