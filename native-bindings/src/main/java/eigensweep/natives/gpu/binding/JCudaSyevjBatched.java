package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.JCudaCalls.at;
import static eigensweep.natives.gpu.binding.JCudaCalls.cusolver;
import static eigensweep.natives.gpu.binding.JCudaCalls.triangle;

import eigensweep.linalg.Precision;
import eigensweep.natives.gpu.binding.CudaSolver.Buffers;
import eigensweep.natives.gpu.binding.CudaSolver.Eigensolver;
import eigensweep.natives.gpu.binding.CudaSolver.Handles;
import eigensweep.natives.gpu.binding.CudaSolver.Scratch;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;
import jcuda.jcusolver.JCusolverDn;
import jcuda.jcusolver.cusolverDnHandle;
import jcuda.jcusolver.cusolverEigMode;
import jcuda.jcusolver.syevjInfo;

/// `syevjBatched` through JCuda: many matrices of at most 32 rows at once.
final class JCudaSyevjBatched implements Eigensolver {

    private final JCudaCalls calls;

    JCudaSyevjBatched(JCudaCalls calls) {
        this.calls = calls;
    }

    @Override
    public Scratch scratch(Handles handles, Symmetric p) {
        int[] length = {0};
        int values = cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR;
        syevjInfo info = calls.kept(handles.jacobi(), syevjInfo.class);
        cusolver(
                "cusolverDn?syevjBatched_bufferSize",
                p.precision() == Precision.F64
                        ? JCusolverDn.cusolverDnDsyevjBatched_bufferSize(
                                calls.kept(handles.solver(), cusolverDnHandle.class),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                length,
                                info,
                                p.batch())
                        : JCusolverDn.cusolverDnSsyevjBatched_bufferSize(
                                calls.kept(handles.solver(), cusolverDnHandle.class),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                length,
                                info,
                                p.batch()));
        return new Scratch((long) length[0] * Encoding.of(p.precision()).bytes(), 0);
    }

    @Override
    public void solve(Handles handles, Symmetric p, Buffers b) {
        int length = (int) (b.deviceBytes() / Encoding.of(p.precision()).bytes());
        int values = cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR;
        syevjInfo info = calls.kept(handles.jacobi(), syevjInfo.class);
        cusolver(
                "cusolverDn?syevjBatched",
                p.precision() == Precision.F64
                        ? JCusolverDn.cusolverDnDsyevjBatched(
                                calls.kept(handles.solver(), cusolverDnHandle.class),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                at(b.device()),
                                length,
                                at(p.info()),
                                info,
                                p.batch())
                        : JCusolverDn.cusolverDnSsyevjBatched(
                                calls.kept(handles.solver(), cusolverDnHandle.class),
                                values,
                                triangle(p),
                                p.n(),
                                at(p.a()),
                                p.n(),
                                at(p.values()),
                                at(b.device()),
                                length,
                                at(p.info()),
                                info,
                                p.batch()));
    }
}
