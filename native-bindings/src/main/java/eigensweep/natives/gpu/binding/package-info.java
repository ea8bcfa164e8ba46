/// What is asked of CUDA, part by part ([eigensweep.natives.gpu.binding.CudaApi]), its two implementations (the
/// generated bindings and JCuda), and the search for its libraries.
@NullMarked
package eigensweep.natives.gpu.binding;

import org.jspecify.annotations.NullMarked;
