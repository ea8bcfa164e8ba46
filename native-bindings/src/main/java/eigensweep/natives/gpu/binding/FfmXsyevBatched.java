package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.FfmCalls.at;
import static eigensweep.natives.gpu.binding.FfmCalls.cusolver;
import static eigensweep.natives.gpu.binding.FfmCalls.triangle;
import static eigensweep.natives.gpu.binding.FfmCalls.type;
import static eigensweep.natives.gpu.binding.FfmCalls.workspaces;

import eigensweep.natives.cuda.Cuda;
import eigensweep.natives.gpu.binding.CudaSolver.Buffers;
import eigensweep.natives.gpu.binding.CudaSolver.Eigensolver;
import eigensweep.natives.gpu.binding.CudaSolver.Handles;
import eigensweep.natives.gpu.binding.CudaSolver.Scratch;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;

/// `XsyevBatched` through the generated bindings, which came with CUDA 12.6.2: many matrices at once.
final class FfmXsyevBatched implements Eigensolver {

    @Override
    public Scratch scratch(Handles handles, Symmetric p) {
        int type = type(p.precision());
        return workspaces(
                "cusolverDnXsyevBatched_bufferSize",
                (device, host) -> Cuda.cusolverDnXsyevBatched_bufferSize(
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
                        host,
                        p.batch()));
    }

    @Override
    public void solve(Handles handles, Symmetric p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXsyevBatched",
                Cuda.cusolverDnXsyevBatched(
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
                        at(p.info()),
                        p.batch()));
    }
}
