// What jextract reads for eigensweep.natives.lapack; lapack.args says which declarations it keeps.
// Both headers come from the OpenBLAS artifact that the libraries come from.
#include "cblas.h"
#include "lapacke.h"

// The two stages of the reduction to tridiagonal form are LAPACK's own routines, which neither header declares. A
// Fortran compiler passes the lengths of character arguments behind all others.
#include <stddef.h>
void ssytrd_sy2sb_(const char *uplo, const int *n, const int *kd, float *a, const int *lda, float *ab,
                   const int *ldab, float *tau, float *work, const int *lwork, int *info, size_t uplo_length);
void dsytrd_sy2sb_(const char *uplo, const int *n, const int *kd, double *a, const int *lda, double *ab,
                   const int *ldab, double *tau, double *work, const int *lwork, int *info, size_t uplo_length);
void ssytrd_sb2st_(const char *stage1, const char *vect, const char *uplo, const int *n, const int *kd, float *ab,
                   const int *ldab, float *d, float *e, float *hous, const int *lhous, float *work,
                   const int *lwork, int *info, size_t stage1_length, size_t vect_length, size_t uplo_length);
void dsytrd_sb2st_(const char *stage1, const char *vect, const char *uplo, const int *n, const int *kd, double *ab,
                   const int *ldab, double *d, double *e, double *hous, const int *lhous, double *work,
                   const int *lwork, int *info, size_t stage1_length, size_t vect_length, size_t uplo_length);
