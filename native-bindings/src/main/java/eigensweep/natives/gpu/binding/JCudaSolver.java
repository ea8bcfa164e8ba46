package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.JCudaCalls.at;
import static eigensweep.natives.gpu.binding.JCudaCalls.cusolver;
import static eigensweep.natives.gpu.binding.JCudaCalls.type;

import java.util.Map;
import jcuda.Pointer;
import jcuda.jcusolver.JCusolverDn;
import jcuda.jcusolver.cusolverDnHandle;
import jcuda.jcusolver.cusolverDnParams;
import jcuda.jcusolver.syevjInfo;

/// cuSOLVER through JCuda, which has no `XsyevBatched`.
final class JCudaSolver implements CudaSolver {

    private static final char NONE = 'N';
    private static final Pointer NOWHERE = new Pointer();

    private final JCudaCalls calls;
    private final Map<Route, Eigensolver> eigensolvers;

    JCudaSolver(JCudaCalls calls) {
        this.calls = calls;
        this.eigensolvers =
                Map.of(Route.JACOBI, new JCudaSyevjBatched(calls), Route.ONE_BY_ONE, new JCudaXsyevd(calls));
    }

    @Override
    public Map<Route, Eigensolver> eigensolvers() {
        return eigensolvers;
    }

    @Override
    public long create() {
        cusolverDnHandle made = new cusolverDnHandle();
        cusolver("cusolverDnCreate", JCusolverDn.cusolverDnCreate(made));
        return calls.keep(made);
    }

    @Override
    public void setStream(long solver, long stream) {
        cusolver(
                "cusolverDnSetStream",
                JCusolverDn.cusolverDnSetStream(calls.kept(solver, cusolverDnHandle.class), calls.stream(stream)));
    }

    @Override
    public void destroy(long solver) {
        cusolver("cusolverDnDestroy", JCusolverDn.cusolverDnDestroy(calls.drop(solver, cusolverDnHandle.class)));
    }

    @Override
    public long createParameters() {
        cusolverDnParams made = new cusolverDnParams();
        cusolver("cusolverDnCreateParams", JCusolverDn.cusolverDnCreateParams(made));
        return calls.keep(made);
    }

    @Override
    public void destroyParameters(long parameters) {
        cusolverDnParams dropped = calls.drop(parameters, cusolverDnParams.class);
        cusolver("cusolverDnDestroyParams", JCusolverDn.cusolverDnDestroyParams(dropped));
    }

    @Override
    public long createJacobi() {
        syevjInfo made = new syevjInfo();
        cusolver("cusolverDnCreateSyevjInfo", JCusolverDn.cusolverDnCreateSyevjInfo(made));
        return calls.keep(made);
    }

    @Override
    public void destroyJacobi(long jacobi) {
        cusolver(
                "cusolverDnDestroySyevjInfo",
                JCusolverDn.cusolverDnDestroySyevjInfo(calls.drop(jacobi, syevjInfo.class)));
    }

    @Override
    public Scratch singularValuesScratch(Handles handles, General p) {
        int type = type(p.precision());
        long[] device = {0};
        long[] host = {0};
        cusolver(
                "cusolverDnXgesvd_bufferSize",
                JCusolverDn.cusolverDnXgesvd_bufferSize(
                        calls.kept(handles.solver(), cusolverDnHandle.class),
                        calls.kept(handles.parameters(), cusolverDnParams.class),
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
                        NOWHERE,
                        p.rows(),
                        type,
                        NOWHERE,
                        p.columns(),
                        type,
                        device,
                        host));
        return new Scratch(device[0], host[0]);
    }

    @Override
    public void singularValues(Handles handles, General p, Buffers b) {
        int type = type(p.precision());
        cusolver(
                "cusolverDnXgesvd",
                JCusolverDn.cusolverDnXgesvd(
                        calls.kept(handles.solver(), cusolverDnHandle.class),
                        calls.kept(handles.parameters(), cusolverDnParams.class),
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
                        NOWHERE,
                        p.rows(),
                        type,
                        NOWHERE,
                        p.columns(),
                        type,
                        at(b.device()),
                        b.deviceBytes(),
                        at(b.host()),
                        b.hostBytes(),
                        at(p.info())));
    }
}
