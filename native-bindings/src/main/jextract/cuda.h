// What jextract reads for eigensweep.natives.cuda; cuda.args says which declarations it keeps.
// The headers are the vendor's, from its Python wheels; none of them is kept here.
#include <cuda.h>
#include <cuda_runtime_api.h>
#include <cublas_v2.h>
#include <cusolverDn.h>
