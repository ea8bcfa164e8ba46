package eigensweep.natives.gpu.binding;

import static eigensweep.natives.gpu.binding.JCudaCalls.at;
import static eigensweep.natives.gpu.binding.JCudaCalls.cublas;

import eigensweep.linalg.Precision;
import jcuda.Pointer;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasFillMode;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasPointerMode;
import jcuda.jcublas.cublasSideMode;

/// cuBLAS through JCuda.
final class JCudaBlas implements CudaBlas {

    private final JCudaCalls calls;

    JCudaBlas(JCudaCalls calls) {
        this.calls = calls;
    }

    @Override
    public long create() {
        cublasHandle made = new cublasHandle();
        cublas("cublasCreate", JCublas2.cublasCreate(made));
        return calls.keep(made);
    }

    @Override
    public void setStream(long blas, long stream) {
        cublas("cublasSetStream", JCublas2.cublasSetStream(calls.kept(blas, cublasHandle.class), calls.stream(stream)));
    }

    @Override
    public void setPointersToDevice(long blas) {
        int mode = cublasPointerMode.CUBLAS_POINTER_MODE_DEVICE;
        cublas("cublasSetPointerMode", JCublas2.cublasSetPointerMode(calls.kept(blas, cublasHandle.class), mode));
    }

    @Override
    public void destroy(long blas) {
        cublas("cublasDestroy", JCublas2.cublasDestroy(calls.drop(blas, cublasHandle.class)));
    }

    @Override
    public void syrk(long blas, Precision precision, Product p) {
        int lower = cublasFillMode.CUBLAS_FILL_MODE_LOWER;
        int op = op(p.transposed());
        Pointer one = scalar(precision, 1);
        Pointer beta = scalar(precision, p.beta());
        cublas(
                "cublas?syrk",
                precision == Precision.F64
                        ? JCublas2.cublasDsyrk(
                                calls.kept(blas, cublasHandle.class),
                                lower,
                                op,
                                p.n(),
                                p.k(),
                                one,
                                at(p.a()),
                                p.lda(),
                                beta,
                                at(p.c()),
                                p.n())
                        : JCublas2.cublasSsyrk(
                                calls.kept(blas, cublasHandle.class),
                                lower,
                                op,
                                p.n(),
                                p.k(),
                                one,
                                at(p.a()),
                                p.lda(),
                                beta,
                                at(p.c()),
                                p.n()));
    }

    @Override
    public void place(long blas, Precision precision, Placement p) {
        cublasHandle h = calls.kept(blas, cublasHandle.class);
        int op = op(p.transposed());
        Pointer one = scalar(precision, 1);
        Pointer none = scalar(precision, 0);
        Pointer a = at(p.a());
        Pointer c = at(p.c());
        int asIs = cublasOperation.CUBLAS_OP_N;
        cublas(
                "cublas?geam",
                precision == Precision.F64
                        ? JCublas2.cublasDgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), none, c, p.ldc(), c, p.ldc())
                        : JCublas2.cublasSgeam(
                                h, op, asIs, p.rows(), p.columns(), one, a, p.lda(), none, c, p.ldc(), c, p.ldc()));
    }

    @Override
    public void scale(long blas, Scaling s) {
        int side = s.fromRight() ? cublasSideMode.CUBLAS_SIDE_RIGHT : cublasSideMode.CUBLAS_SIDE_LEFT;
        cublas(
                "cublasDdgmm",
                JCublas2.cublasDdgmm(
                        calls.kept(blas, cublasHandle.class),
                        side,
                        s.rows(),
                        s.columns(),
                        at(s.a()),
                        s.rows(),
                        at(s.x()),
                        1,
                        at(s.c()),
                        s.rows()));
    }

    @Override
    public void add(long blas, Sum s) {
        int asIs = cublasOperation.CUBLAS_OP_N;
        int ld = s.rows();
        cublas(
                "cublasDgeam",
                JCublas2.cublasDgeam(
                        calls.kept(blas, cublasHandle.class),
                        asIs,
                        asIs,
                        s.rows(),
                        s.columns(),
                        scalar(Precision.F64, s.alpha()),
                        at(s.a()),
                        ld,
                        scalar(Precision.F64, s.beta()),
                        at(s.b()),
                        ld,
                        at(s.c()),
                        ld));
    }

    @Override
    public void rankTwo(long blas, RankTwo u) {
        cublas(
                "cublasDsyr2",
                JCublas2.cublasDsyr2(
                        calls.kept(blas, cublasHandle.class),
                        cublasFillMode.CUBLAS_FILL_MODE_LOWER,
                        u.n(),
                        scalar(Precision.F64, u.alpha()),
                        at(u.x()),
                        1,
                        at(u.y()),
                        1,
                        at(u.c()),
                        u.n()));
    }

    @Override
    public void dot(long blas, Precision precision, Dot d) {
        cublas(
                "cublas?dot",
                precision == Precision.F64
                        ? JCublas2.cublasDdot(
                                calls.kept(blas, cublasHandle.class),
                                d.n(),
                                at(d.x()),
                                d.incx(),
                                at(d.y()),
                                d.incy(),
                                at(d.result()))
                        : JCublas2.cublasSdot(
                                calls.kept(blas, cublasHandle.class),
                                d.n(),
                                at(d.x()),
                                d.incx(),
                                at(d.y()),
                                d.incy(),
                                at(d.result())));
    }

    private static Pointer scalar(Precision precision, double value) {
        return precision == Precision.F64 ? Pointer.to(new double[] {value}) : Pointer.to(new float[] {(float) value});
    }

    private static int op(boolean transposed) {
        return transposed ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
    }
}
