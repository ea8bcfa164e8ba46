/// Spectra on NVIDIA GPUs: one algorithm ([eigensweep.natives.gpu.CudaSpectra]) over one small interface
/// ([eigensweep.natives.gpu.binding.CudaApi]), which the generated bindings and JCuda implement.
@NullMarked
package eigensweep.natives.gpu;

import org.jspecify.annotations.NullMarked;
