package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.FfmCalls.at;
import static eigensweep.natives.gpu.binding.FfmCalls.cusolver;
import static eigensweep.natives.gpu.binding.FfmCalls.number;
import static eigensweep.natives.gpu.binding.FfmCalls.triangle;

import eigensweep.natives.cuda.Cuda;
import eigensweep.natives.gpu.binding.CudaException.Library;
import eigensweep.natives.gpu.binding.CudaSolver.Buffers;
import eigensweep.natives.gpu.binding.CudaSolver.Eigensolver;
import eigensweep.natives.gpu.binding.CudaSolver.Handles;
import eigensweep.natives.gpu.binding.CudaSolver.Scratch;
import eigensweep.natives.gpu.binding.CudaSolver.Symmetric;
import java.lang.foreign.MemorySegment;

/// `syevjBatched` through the generated bindings: many matrices of at most 32 rows at once.
final class FfmSyevjBatched implements Eigensolver {

    @Override
    public Scratch scratch(Handles handles, Symmetric p) {
        MemorySegment h = at(handles.solver());
        MemorySegment info = at(handles.jacobi());
        int values = Cuda.CUSOLVER_EIG_MODE_NOVECTOR();
        int n = p.n();
        int elements = switch (p.precision()) {
            case F64 ->
                number(
                        Library.CUSOLVER,
                        "cusolverDnDsyevjBatched_bufferSize",
                        at -> Cuda.cusolverDnDsyevjBatched_bufferSize(
                                h, values, triangle(p), n, at(p.a()), n, at(p.values()), at, info, p.batch()));
            case F32 ->
                number(
                        Library.CUSOLVER,
                        "cusolverDnSsyevjBatched_bufferSize",
                        at -> Cuda.cusolverDnSsyevjBatched_bufferSize(
                                h, values, triangle(p), n, at(p.a()), n, at(p.values()), at, info, p.batch()));
        };
        return new Scratch((long) elements * Encoding.of(p.precision()).bytes(), 0);
    }

    @Override
    public void solve(Handles handles, Symmetric p, Buffers b) {
        MemorySegment h = at(handles.solver());
        MemorySegment a = at(p.a());
        MemorySegment w = at(p.values());
        MemorySegment work = at(b.device());
        int length = (int) (b.deviceBytes() / Encoding.of(p.precision()).bytes());
        int values = Cuda.CUSOLVER_EIG_MODE_NOVECTOR();
        int n = p.n();
        switch (p.precision()) {
            case F64 ->
                cusolver(
                        "cusolverDnDsyevjBatched",
                        Cuda.cusolverDnDsyevjBatched(
                                h,
                                values,
                                triangle(p),
                                n,
                                a,
                                n,
                                w,
                                work,
                                length,
                                at(p.info()),
                                at(handles.jacobi()),
                                p.batch()));
            case F32 ->
                cusolver(
                        "cusolverDnSsyevjBatched",
                        Cuda.cusolverDnSsyevjBatched(
                                h,
                                values,
                                triangle(p),
                                n,
                                a,
                                n,
                                w,
                                work,
                                length,
                                at(p.info()),
                                at(handles.jacobi()),
                                p.batch()));
        }
    }
}
