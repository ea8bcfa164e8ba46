package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.JCudaCalls.at;
import static eigensweep.natives.gpu.binding.JCudaCalls.cusolver;
import static eigensweep.natives.gpu.binding.JCudaCalls.triangle;
import static eigensweep.natives.gpu.binding.JCudaCalls.type;

import eigensweep.natives.gpu.binding.CudaSolver.Buffers;
import eigensweep.natives.gpu.binding.CudaSolver.Eigensolver;
import eigensweep.natives.gpu.binding.CudaSolver.Handles;
import eigensweep.natives.gpu.binding.CudaSolver.Scratch;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;
import jcuda.jcusolver.JCusolverDn;
import jcuda.jcusolver.cusolverDnHandle;
import jcuda.jcusolver.cusolverDnParams;
import jcuda.jcusolver.cusolverEigMode;

/// `Xsyevd` through JCuda: one matrix.
final class JCudaXsyevd implements Eigensolver {

    private final JCudaCalls calls;

    JCudaXsyevd(JCudaCalls calls) {
        this.calls = calls;
    }

    @Override
    public Scratch scratch(Handles handles, Symmetric p) {
        int type = type(p.precision());
        long[] device = {0};
        long[] host = {0};
        cusolver(
                "cusolverDnXsyevd_bufferSize",
                JCusolverDn.cusolverDnXsyevd_bufferSize(
                        calls.kept(handles.solver(), cusolverDnHandle.class),
                        calls.kept(handles.parameters(), cusolverDnParams.class),
                        cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR,
                        triangle(p),
                        p.n(),
                        type,
                        at(p.a()),
                        p.n(),
                        type,
                        at(p.values()),
                        type,
                        device,
                        host));
        return new Scratch(device[0], host[0]);
    }

    @Override
    public void solve(Handles handles, Symmetric p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXsyevd",
                JCusolverDn.cusolverDnXsyevd(
                        calls.kept(handles.solver(), cusolverDnHandle.class),
                        calls.kept(handles.parameters(), cusolverDnParams.class),
                        cusolverEigMode.CUSOLVER_EIG_MODE_NOVECTOR,
                        triangle(p),
                        p.n(),
                        type,
                        at(p.a()),
                        p.n(),
                        type,
                        at(p.values()),
                        type,
                        at(b.device()),
                        b.deviceBytes(),
                        at(b.host()),
                        b.hostBytes(),
                        at(p.info())));
    }
}
