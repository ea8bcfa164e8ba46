package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.FfmCalls.at;
import static eigensweep.natives.gpu.binding.FfmCalls.cusolver;
import static eigensweep.natives.gpu.binding.FfmCalls.handle;
import static eigensweep.natives.gpu.binding.FfmCalls.type;
import static eigensweep.natives.gpu.binding.FfmCalls.workspaces;

import eigensweep.natives.cuda.Cuda;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// cuSOLVER through the generated bindings.
final class FfmSolver implements CudaSolver {

    private static final byte NONE = 'N';

    private final Map<Route, Eigensolver> eigensolvers;

    /// @param hasBatched whether `XsyevBatched` may be used
    FfmSolver(boolean hasBatched) {
        Map<Route, Eigensolver> known =
                new EnumMap<>(Map.of(Route.JACOBI, new FfmSyevjBatched(), Route.ONE_BY_ONE, new FfmXsyevd()));
        if (hasBatched) {
            known.put(Route.BATCHED, new FfmXsyevBatched());
        }
        eigensolvers = Collections.unmodifiableMap(known);
    }

    @Override
    public Map<Route, Eigensolver> eigensolvers() {
        return eigensolvers;
    }

    @Override
    public long create() {
        return handle(at -> cusolver("cusolverDnCreate", Cuda.cusolverDnCreate(at)));
    }

    @Override
    public void setStream(long solver, long stream) {
        cusolver("cusolverDnSetStream", Cuda.cusolverDnSetStream(at(solver), at(stream)));
    }

    @Override
    public void destroy(long solver) {
        cusolver("cusolverDnDestroy", Cuda.cusolverDnDestroy(at(solver)));
    }

    @Override
    public long createParameters() {
        return handle(at -> cusolver("cusolverDnCreateParams", Cuda.cusolverDnCreateParams(at)));
    }

    @Override
    public void destroyParameters(long parameters) {
        cusolver("cusolverDnDestroyParams", Cuda.cusolverDnDestroyParams(at(parameters)));
    }

    @Override
    public long createJacobi() {
        return handle(at -> cusolver("cusolverDnCreateSyevjInfo", Cuda.cusolverDnCreateSyevjInfo(at)));
    }

    @Override
    public void destroyJacobi(long jacobi) {
        cusolver("cusolverDnDestroySyevjInfo", Cuda.cusolverDnDestroySyevjInfo(at(jacobi)));
    }

    @Override
    public Scratch singularValuesScratch(Handles handles, General p) {
        int type = type(p.precision());
        MemorySegment none = MemorySegment.NULL;
        return workspaces(
                "cusolverDnXgesvd_bufferSize",
                (device, host) -> Cuda.cusolverDnXgesvd_bufferSize(
                        at(handles.solver()),
                        at(handles.parameters()),
                        NONE,
                        NONE,
                        p.rows(),
                        p.columns(),
                        type,
                        at(p.a()),
                        p.rows(),
                        type,
                        at(p.values()),
                        type,
                        none,
                        p.rows(),
                        type,
                        none,
                        p.columns(),
                        type,
                        device,
                        host));
    }

    @Override
    public void singularValues(Handles handles, General p, Buffers b) {
        int type = type(p.precision());
        MemorySegment none = MemorySegment.NULL;
        cusolver(
                "cusolverDnXgesvd",
                Cuda.cusolverDnXgesvd(
                        at(handles.solver()),
                        at(handles.parameters()),
                        NONE,
                        NONE,
                        p.rows(),
                        p.columns(),
                        type,
                        at(p.a()),
                        p.rows(),
                        type,
                        at(p.values()),
                        type,
                        none,
                        p.rows(),
                        type,
                        none,
                        p.columns(),
                        type,
                        at(b.device()),
                        b.deviceBytes(),
                        at(b.host()),
                        b.hostBytes(),
                        at(p.info())));
    }
}
