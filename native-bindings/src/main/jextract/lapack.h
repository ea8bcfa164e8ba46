// What jextract reads for eigensweep.natives.lapack; lapack.args says which declarations it keeps.
// Both headers come from the OpenBLAS artifact that the libraries come from.
#include "cblas.h"
#include "lapacke.h"
