package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.FfmCalls.at;
import static eigensweep.natives.gpu.binding.FfmCalls.cublas;
import static eigensweep.natives.gpu.binding.FfmCalls.handle;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import eigensweep.linalg.Precision;
import eigensweep.natives.cuda.Cuda;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// cuBLAS through the generated bindings.
final class FfmBlas implements CudaBlas {

    /// The factors 0 and 1 in both precisions, where cuBLAS reads them.
    private static final MemorySegment ZERO = Arena.global().allocate(8);

    private static final MemorySegment ONE_F64 = Arena.global().allocateFrom(JAVA_DOUBLE, 1);
    private static final MemorySegment ONE_F32 = Arena.global().allocateFrom(JAVA_FLOAT, 1);

    @Override
    public long create() {
        return handle(at -> cublas("cublasCreate", Cuda.cublasCreate_v2(at)));
    }

    @Override
    public void setStream(long blas, long stream) {
        cublas("cublasSetStream", Cuda.cublasSetStream_v2(at(blas), at(stream)));
    }

    @Override
    public void setPointersToDevice(long blas) {
        int mode = Cuda.CUBLAS_POINTER_MODE_DEVICE();
        cublas("cublasSetPointerMode", Cuda.cublasSetPointerMode_v2(at(blas), mode));
    }

    @Override
    public void destroy(long blas) {
        cublas("cublasDestroy", Cuda.cublasDestroy_v2(at(blas)));
    }

    @Override
    public void syrk(long blas, Precision precision, Product p) {
        int lower = Cuda.CUBLAS_FILL_MODE_LOWER();
        MemorySegment h = at(blas);
        MemorySegment beta = p.beta() == 0 ? ZERO : one(precision);
        MemorySegment one = one(precision);
        switch (precision) {
            case F64 ->
                cublas(
                        "cublasDsyrk",
                        Cuda.cublasDsyrk_v2(
                                h,
                                lower,
                                op(p.transposed()),
                                p.n(),
                                p.k(),
                                one,
                                at(p.a()),
                                p.lda(),
                                beta,
                                at(p.c()),
                                p.n()));
            case F32 ->
                cublas(
                        "cublasSsyrk",
                        Cuda.cublasSsyrk_v2(
                                h,
                                lower,
                                op(p.transposed()),
                                p.n(),
                                p.k(),
                                one,
                                at(p.a()),
                                p.lda(),
                                beta,
                                at(p.c()),
                                p.n()));
        }
    }

    @Override
    public void place(long blas, Precision precision, Placement p) {
        MemorySegment h = at(blas);
        MemorySegment a = at(p.a());
        MemorySegment c = at(p.c());
        int asIs = Cuda.CUBLAS_OP_N();
        MemorySegment one = one(precision);
        int op = op(p.transposed());
        // C = op(A) + 0 C: with a factor of 0 the second term is not read.
        switch (precision) {
            case F64 ->
                cublas(
                        "cublasDgeam",
                        Cuda.cublasDgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), ZERO, c, p.ldc(), c, p.ldc()));
            case F32 ->
                cublas(
                        "cublasSgeam",
                        Cuda.cublasSgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), ZERO, c, p.ldc(), c, p.ldc()));
        }
    }

    @Override
    public void scale(long blas, Scaling s) {
        int side = s.fromRight() ? Cuda.CUBLAS_SIDE_RIGHT() : Cuda.CUBLAS_SIDE_LEFT();
        cublas(
                "cublasDdgmm",
                Cuda.cublasDdgmm(
                        at(blas), side, s.rows(), s.columns(), at(s.a()), s.rows(), at(s.x()), 1, at(s.c()), s.rows()));
    }

    @Override
    public void add(long blas, Sum s) {
        int asIs = Cuda.CUBLAS_OP_N();
        int ld = s.rows();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment alpha = arena.allocateFrom(JAVA_DOUBLE, s.alpha());
            MemorySegment beta = arena.allocateFrom(JAVA_DOUBLE, s.beta());
            cublas(
                    "cublasDgeam",
                    Cuda.cublasDgeam(
                            at(blas),
                            asIs,
                            asIs,
                            s.rows(),
                            s.columns(),
                            alpha,
                            at(s.a()),
                            ld,
                            beta,
                            at(s.b()),
                            ld,
                            at(s.c()),
                            ld));
        }
    }

    @Override
    public void rankTwo(long blas, RankTwo u) {
        int lower = Cuda.CUBLAS_FILL_MODE_LOWER();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment alpha = arena.allocateFrom(JAVA_DOUBLE, u.alpha());
            cublas(
                    "cublasDsyr2",
                    Cuda.cublasDsyr2_v2(at(blas), lower, u.n(), alpha, at(u.x()), 1, at(u.y()), 1, at(u.c()), u.n()));
        }
    }

    @Override
    public void dot(long blas, Precision precision, Dot d) {
        MemorySegment h = at(blas);
        MemorySegment to = at(d.result());
        switch (precision) {
            case F64 ->
                cublas("cublasDdot", Cuda.cublasDdot_v2(h, d.n(), at(d.x()), d.incx(), at(d.y()), d.incy(), to));
            case F32 ->
                cublas("cublasSdot", Cuda.cublasSdot_v2(h, d.n(), at(d.x()), d.incx(), at(d.y()), d.incy(), to));
        }
    }

    private static MemorySegment one(Precision precision) {
        return precision == Precision.F64 ? ONE_F64 : ONE_F32;
    }

    private static int op(boolean transposed) {
        return transposed ? Cuda.CUBLAS_OP_T() : Cuda.CUBLAS_OP_N();
    }
}
