package eigensweep.natives.gpu;

import static eigensweep.natives.gpu.FfmCalls.at;
import static eigensweep.natives.gpu.FfmCalls.cusolver;
import static eigensweep.natives.gpu.FfmCalls.triangle;
import static eigensweep.natives.gpu.FfmCalls.type;
import static eigensweep.natives.gpu.FfmCalls.workspaces;

import eigensweep.natives.cuda.Cuda;
import eigensweep.natives.gpu.CudaSolver.Buffers;
import eigensweep.natives.gpu.CudaSolver.Eigensolver;
import eigensweep.natives.gpu.CudaSolver.Handles;
import eigensweep.natives.gpu.CudaSolver.Scratch;
import eigensweep.natives.gpu.CudaSolver.Symmetric;

/// `Xsyevd` through the generated bindings: one matrix.
final class FfmXsyevd implements Eigensolver {

    @Override
    public Scratch scratch(Handles handles, Symmetric p) {
        int type = type(p.precision());
        return workspaces(
                "cusolverDnXsyevd_bufferSize",
                (device, host) -> Cuda.cusolverDnXsyevd_bufferSize(
                        at(handles.solver()),
                        at(handles.parameters()),
                        Cuda.CUSOLVER_EIG_MODE_NOVECTOR(),
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
    }

    @Override
    public void solve(Handles handles, Symmetric p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXsyevd",
                Cuda.cusolverDnXsyevd(
                        at(handles.solver()),
                        at(handles.parameters()),
                        Cuda.CUSOLVER_EIG_MODE_NOVECTOR(),
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
