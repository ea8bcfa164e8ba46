// What jextract reads for eigensweep.natives.lapack; lapack.args says which declarations it keeps.
// Both headers come from the OpenBLAS artifact that the libraries come from.
#include "cblas.h"
#include "lapacke.h"

// The second stage of the reduction to tridiagonal form is a routine of LAPACK's that neither header declares. A Fortran
// compiler passes the lengths of character arguments behind all others.
#include <stddef.h>
                   const int *ldab, float *d, float *e, float *hous, const int *lhous, float *work,
                   const int *lwork, int *info, size_t stage1_length, size_t vect_length, size_t uplo_length);
void dsytrd_sb2st_(const char *stage1, const char *vect, const char *uplo, const int *n, const int *kd, double *ab,
                   const int *ldab, double *d, double *e, double *hous, const int *lhous, double *work,
                   const int *lwork, int *info, size_t stage1_length, size_t vect_length, size_t uplo_length);
