// CUDA without a GPU, for tests: the functions that eigensweep.natives.cuda binds, over host memory and LAPACK.
//
// What it is strict about, because a GPU is:
//   - a stream runs late: nothing happens before somebody waits for it, so a wait that is missing shows;
//   - memory of a device is protected (PROT_NONE) but while an operation that was given its address runs, and lies at
//     the end of its pages, so that the host touching it, or an operation running over its end, is a crash;
//   - copies are between pinned and device memory, in the direction they claim; workspaces have the size asked for;
//   - alpha and beta are read on the host, sums are written on the device.
// A breach is counted (shim_breaches) and printed. Whatever is made and not destroyed counts as alive (shim_alive).
// shim_* functions, at the end, steer it: how many devices, how much memory, which call fails and how.
//
// Compiled by the tests: cc -O1 -shared -fPIC shim.c libopenblas.so.0 -lpthread -lm -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

extern void cblas_dsyrk(int, int, int, int, int, double, const double *, int, double, double *, int);
extern void cblas_ssyrk(int, int, int, int, int, float, const float *, int, float, float *, int);
extern void cblas_dsyr2(int, int, int, double, const double *, int, const double *, int, double *, int);
extern int LAPACKE_dsyevd(int, char, char, int, double *, int, double *);
extern int LAPACKE_ssyevd(int, char, char, int, float *, int, float *);
extern int LAPACKE_dgesdd(int, char, int, int, double *, int, double *, double *, int, double *, int);
extern int LAPACKE_sgesdd(int, char, int, int, float *, int, float *, float *, int, float *, int);

enum { MOST_DEVICES = 8, MOST_REGIONS = 4096, COLUMN_MAJOR = 102, TYPE_F32 = 0, TYPE_F64 = 1 };
enum { OUT_OF_MEMORY = 2, LAUNCH_FAILURE = 719, CUBLAS_FAILURE = 14, CUSOLVER_FAILURE = 7 };

// ---- state -------------------------------------------------------------------------------------------------------

typedef struct region {
    char *pages, *address;
    size_t length, bytes;
    int device; // -1: pinned host memory
} region;

typedef struct operation {
    void (*run)(const uint64_t *);
    struct operation *next;
    uint64_t arguments[20];
} operation;

typedef struct stream {
    operation *head, *tail;
    long issued, done, round;
    int device;
    struct stream *next;
} stream;

typedef struct { stream *on; long ticket; } event;
typedef struct { stream *on; int device_pointers, device; } handle;

static pthread_mutex_t lock;
static region regions[MOST_REGIONS];
static stream *streams;
static int devices = 1, broken[MOST_DEVICES];
static size_t limits[MOST_DEVICES], used[MOST_DEVICES];
static long calls, fail_at, alive, breaches, spoil, unconverged;
static long blas_handles[MOST_DEVICES], most_blas_handles = 1 << 20;
static long break_after; // calls; 0: never
static int break_device, initialized;
static pthread_cond_t copied = PTHREAD_COND_INITIALIZER;
static long copies_awaited, copies_bytes, copies_seconds, copies_streams, copies_round, overlapped;
static int fail_code;
static uint64_t bytes_to_device, bytes_to_host;
static _Thread_local int current;

typedef struct { char name[48]; long count; } counter;
static counter counters[96];

__attribute__((constructor)) static void start(void) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&lock, &attributes);
    for (int d = 0; d < MOST_DEVICES; d++) limits[d] = (size_t)1 << 32;
    // For a process that loads this as its CUDA: how many devices, and which breaks after how many calls.
    if (getenv("SHIM_DEVICES")) devices = atoi(getenv("SHIM_DEVICES"));
    if (getenv("SHIM_BREAK")) sscanf(getenv("SHIM_BREAK"), "%d:%ld", &break_device, &break_after);
}

// For the same: what is alive when it ends, how many breaches there were, and whether it was used at all.
__attribute__((destructor)) static void report(void) {
    const char *path = getenv("SHIM_REPORT");
    FILE *to = path ? fopen(path, "w") : NULL;
    if (!to) return;
    fprintf(to, "alive %ld, breaches %ld, calls %ld", alive, breaches, calls);
    fclose(to);
}

static void unlock(int *unused) {
    (void)unused;
    pthread_mutex_unlock(&lock);
}

static void breach(const char *what) {
    breaches++;
    fprintf(stderr, "shim: %s\n", what);
}

static void count(const char *name) {
    for (int i = 0; i < 96; i++) {
        if (counters[i].count == 0) strncpy(counters[i].name, name, 47);
        if (strcmp(counters[i].name, name) == 0) {
            counters[i].count++;
            return;
        }
    }
}

// Counts a call; the code it is to fail with, or 0.
static int call(const char *name, int device, int failure) {
    count(name);
    if (name[2] == 'd') initialized = 1; // any function of the runtime
    if (++calls == fail_at) return fail_code;
    if (break_after && calls >= break_after) broken[break_device] = 1;
    return device >= 0 && device < MOST_DEVICES && broken[device] ? failure : 0;
}

#define ENTER(device, failure)                                          \
    pthread_mutex_lock(&lock);                                          \
    int locked __attribute__((cleanup(unlock))) = 0;                    \
    (void)locked;                                                       \
    int code = call(__func__, device, failure);

#define RUNTIME ENTER(current, LAUNCH_FAILURE) if (code) return code
#define CUBLAS(h) ENTER(((handle *)(h))->on->device, CUBLAS_FAILURE) if (code) return code
#define CUSOLVER(h) ENTER(((handle *)(h))->on->device, CUSOLVER_FAILURE) if (code) return code

// ---- memory ------------------------------------------------------------------------------------------------------

static region *find(const void *pointer) {
    for (int i = 0; i < MOST_REGIONS; i++)
        if (regions[i].pages && (char *)pointer >= regions[i].address
            && (char *)pointer < regions[i].address + regions[i].bytes)
            return &regions[i];
    return NULL;
}

// Opens device memory for an operation.
static void *open_device(uint64_t address, size_t bytes) {
    region *r = find((void *)address);
    if (!r || r->device < 0) {
        breach("an operation of a device was given an address that is not a device's");
        abort();
    }
    if ((char *)address + bytes > r->address + r->bytes) {
        breach("an operation runs over the end of its memory");
        abort();
    }
    mprotect(r->pages, r->length, PROT_READ | PROT_WRITE);
    return (void *)address;
}

static void close_devices(void) {
    for (int i = 0; i < MOST_REGIONS; i++)
        if (regions[i].pages && regions[i].device >= 0) mprotect(regions[i].pages, regions[i].length, PROT_NONE);
}

static int make_region(void **pointer, size_t bytes, int device, int protection) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t length = (bytes + page - 1) / page * page + page;
    for (int i = 0; i < MOST_REGIONS; i++) {
        if (regions[i].pages) continue;
        char *pages = mmap(NULL, length + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (pages == MAP_FAILED) return OUT_OF_MEMORY;
        mprotect(pages, length, protection);
        char *address = pages + length - (bytes + 63) / 64 * 64;
        regions[i] = (region){pages, address, length, bytes, device};
        alive++;
        *pointer = address;
        return 0;
    }
    return OUT_OF_MEMORY;
}

static void drop(region *r) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (r->device >= 0) used[r->device] -= r->bytes;
    munmap(r->pages, r->length + page);
    r->pages = NULL;
    alive--;
}

// ---- streams -----------------------------------------------------------------------------------------------------

static void enqueue(stream *s, void (*run)(const uint64_t *), int n, const uint64_t *arguments) {
    operation *o = calloc(1, sizeof *o);
    o->run = run;
    memcpy(o->arguments, arguments, n * sizeof *arguments);
    if (s->tail) s->tail->next = o; else s->head = o;
    s->tail = o;
    s->issued++;
}

#define ENQUEUE(s, run, ...)                                                     \
    do {                                                                         \
        const uint64_t arguments_[] = {__VA_ARGS__};                             \
        enqueue(s, run, sizeof arguments_ / sizeof *arguments_, arguments_);     \
    } while (0)

static void run_until(stream *s, long ticket) {
    while (s->done < ticket && s->head) {
        operation *o = s->head;
        s->head = o->next;
        if (!s->head) s->tail = NULL;
        o->run(o->arguments);
        close_devices();
        free(o);
        s->done++;
    }
}

static void run_device(int device) {
    for (stream *s = streams; s; s = s->next)
        if (device < 0 || s->device == device) run_until(s, s->issued);
}

static uint64_t bits(double value) {
    uint64_t b;
    memcpy(&b, &value, 8);
    return b;
}

static double real(uint64_t b) {
    double value;
    memcpy(&value, &b, 8);
    return value;
}

// ---- driver ------------------------------------------------------------------------------------------------------

typedef struct { char *text; } module;
// Kernels that widen elements: bytes of one before and after, and how 16 bits are meant.
typedef struct { const char *name; int from, to, is_brain; } widening;
static const widening widenings[] = {
    {"widen_f32_f64", 4, 8, 0},  {"widen_f16_f64", 2, 8, 0}, {"widen_bf16_f64", 2, 8, 1},
    {"widen_f16_f32", 2, 4, 0},  {"widen_bf16_f32", 2, 4, 1},
};

int cuDeviceGet(int *device, int ordinal) {
    ENTER(-1, 0) if (code) return code;
    if (!initialized) return 3;
    *device = ordinal;
    return 0;
}

int cuDeviceGetName(char *name, int length, int device) {
    ENTER(-1, 0) if (code) return code;
    snprintf(name, length, "Shim %d", device);
    return 0;
}

// As the driver does, its compiler is asked for by its bare name (SHIM_PTX_COMPILER).
int cuModuleLoadData(void **out, const char *text) {
    RUNTIME;
    if (getenv("SHIM_PTX_COMPILER") && !dlopen("libnvidia-ptxjitcompiler.so.1", RTLD_NOW)) return 221;
    module *m = malloc(sizeof *m);
    m->text = strdup(text);
    alive++;
    *out = m;
    return 0;
}

int cuModuleUnload(module *m) {
    ENTER(current, LAUNCH_FAILURE)
    free(m->text);
    free(m);
    alive--;
    return code;
}

int cuModuleGetFunction(void **out, module *m, const char *name) {
    RUNTIME;
    char entry[64];
    snprintf(entry, sizeof entry, ".entry %s(", name);
    if (!strstr(m->text, entry)) return 500;
    for (size_t i = 0; i < sizeof widenings / sizeof *widenings; i++)
        if (strcmp(name, widenings[i].name) == 0) {
            *out = (void *)&widenings[i];
            return 0;
        }
    return 500;
}

static float half(uint16_t h) {
    int exponent = h >> 10 & 31, mantissa = h & 1023;
    double m = exponent == 0 ? ldexp(mantissa, -24) : ldexp(1024 + mantissa, exponent - 25);
    if (exponent == 31) m = mantissa ? NAN : INFINITY;
    return (float)(h & 0x8000 ? -m : m);
}

static float brain(uint16_t h) {
    uint32_t b = (uint32_t)h << 16;
    float f;
    memcpy(&f, &b, 4);
    return f;
}

static void run_widen(const uint64_t *a) {
    const widening *w = (const widening *)a[0];
    long n = (long)a[3];
    void *to = open_device(a[2], n * w->to);
    const void *from = open_device(a[1], n * w->from);
    for (long i = 0; i < n; i++) {
        float f = w->from == 4 ? ((const float *)from)[i] : w->is_brain ? brain(((const uint16_t *)from)[i])
                                                                        : half(((const uint16_t *)from)[i]);
        if (w->to == 8) ((double *)to)[i] = f;
        else ((float *)to)[i] = f;
    }
}

int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, stream *s, void **parameters, void **extra) {
    RUNTIME;
    (void)shared;
    (void)extra;
    if (!gx || gy != 1 || gz != 1 || !bx || bx > 1024 || by != 1 || bz != 1) return 1;
    ENQUEUE(s, run_widen, (uint64_t)function, *(uint64_t *)parameters[0], *(uint64_t *)parameters[1],
            *(uint64_t *)parameters[2]);
    return 0;
}

// ---- runtime -----------------------------------------------------------------------------------------------------

int cudaRuntimeGetVersion(int *version) { ENTER(-1, 0) *version = 12060; return code; }
int cudaDriverGetVersion(int *version) { ENTER(-1, 0) *version = 12060; return code; }
int cudaGetLastError(void) { return 0; }
const char *cudaGetErrorString(int code) { return code == OUT_OF_MEMORY ? "out of memory" : "an error of the shim"; }

int cudaGetDeviceCount(int *n) {
    ENTER(-1, 0) if (code) return code;
    *n = devices;
    return devices == 0 ? 100 : 0;
}

int cudaSetDevice(int device) {
    ENTER(-1, 0) if (code) return code;
    if (device < 0 || device >= devices) return 101;
    current = device;
    return 0;
}

int cudaSetDeviceFlags(unsigned flags) {
    RUNTIME;
    return flags == 4 ? 0 : 1; // waits asleep
}

int cudaMemGetInfo(size_t *free_, size_t *total) {
    RUNTIME;
    *total = limits[current];
    *free_ = limits[current] - used[current];
    return 0;
}

int cudaMalloc(void **pointer, size_t bytes) {
    RUNTIME;
    if (used[current] + bytes > limits[current]) return OUT_OF_MEMORY;
    code = make_region(pointer, bytes, current, PROT_NONE);
    if (!code) used[current] += bytes;
    return code;
}

int cudaFree(void *pointer) {
    ENTER(current, LAUNCH_FAILURE)
    region *r = find(pointer);
    if (!r || r->device < 0) {
        breach("cudaFree of what is not device memory");
        return 1;
    }
    run_device(r->device);
    drop(r);
    return code;
}

int cudaHostAlloc(void **pointer, size_t bytes, unsigned flags) {
    RUNTIME;
    (void)flags;
    return make_region(pointer, bytes, -1, PROT_READ | PROT_WRITE);
}

int cudaFreeHost(void *pointer) {
    ENTER(current, LAUNCH_FAILURE)
    region *r = find(pointer);
    if (!r || r->device >= 0) {
        breach("cudaFreeHost of what is not pinned memory");
        return 1;
    }
    run_device(-1);
    drop(r);
    return code;
}

static int is_pinned(const void *pointer, size_t bytes) {
    region *r = find(pointer);
    return r && r->device < 0 && (char *)pointer + bytes <= r->address + r->bytes;
}

static void run_to_device(const uint64_t *a) {
    memcpy(open_device(a[0], a[2]), (void *)a[1], a[2]);
    bytes_to_device += a[2];
}

static void run_to_host(const uint64_t *a) {
    memcpy((void *)a[0], open_device(a[1], a[2]), a[2]);
    bytes_to_host += a[2];
}

int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, stream *s) {
    RUNTIME;
    if (kind == 1) {
        if (!is_pinned(from, bytes)) breach("a copy to a device from memory that is not pinned");
        for (stream *other = streams; other; other = other->next)
            if (other != s && other->done < other->issued) {
                overlapped++;
                break;
            }
        if (bytes >= (size_t)copies_bytes && s->round != copies_round) {
            s->round = copies_round;
            copies_streams++;
            pthread_cond_broadcast(&copied);
        }
        ENQUEUE(s, run_to_device, (uint64_t)to, (uint64_t)from, bytes);
    } else if (kind == 2) {
        if (!is_pinned(to, bytes)) breach("a copy from a device into memory that is not pinned");
        ENQUEUE(s, run_to_host, (uint64_t)to, (uint64_t)from, bytes);
    } else {
        breach("a copy of an unexpected kind");
        return 1;
    }
    return 0;
}

static void run_clear(const uint64_t *a) { memset(open_device(a[0], a[1]), 0, a[1]); }

int cudaMemsetAsync(void *to, int value, size_t bytes, stream *s) {
    RUNTIME;
    if (value != 0) return 1;
    ENQUEUE(s, run_clear, (uint64_t)to, bytes);
    return 0;
}

int cudaStreamCreateWithFlags(void **out, unsigned flags) {
    RUNTIME;
    if (flags != 1) breach("a stream that waits for the default stream");
    stream *s = calloc(1, sizeof *s);
    s->device = current;
    s->next = streams;
    streams = s; // for ever: an event may still know it
    alive++;
    *out = s;
    return 0;
}

int cudaStreamDestroy(stream *s) {
    ENTER(current, LAUNCH_FAILURE)
    run_until(s, s->issued);
    alive--;
    return code;
}

int cudaStreamSynchronize(stream *s) {
    RUNTIME;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += copies_seconds;
    while (copies_streams < copies_awaited)
        if (pthread_cond_timedwait(&copied, &lock, &until)) {
            breach("a wait for a stream, and no copies in others meanwhile");
            copies_awaited = 0;
        }
    run_until(s, s->issued);
    return 0;
}

static void run_wait(const uint64_t *a) { run_until((stream *)a[0], (long)a[1]); }

int cudaStreamWaitEvent(stream *s, event *e, unsigned flags) {
    RUNTIME;
    (void)flags;
    if (e->on) ENQUEUE(s, run_wait, (uint64_t)e->on, (uint64_t)e->ticket);
    return 0;
}

int cudaEventCreateWithFlags(void **out, unsigned flags) {
    RUNTIME;
    if (flags != 1) return 1; // waited for asleep, and timed
    *out = calloc(1, sizeof(event));
    alive++;
    return 0;
}

int cudaEventDestroy(event *e) {
    ENTER(current, LAUNCH_FAILURE)
    free(e);
    alive--;
    return code;
}

static void run_nothing(const uint64_t *a) { (void)a; }

int cudaEventRecord(event *e, stream *s) {
    RUNTIME;
    ENQUEUE(s, run_nothing, 0);
    e->on = s;
    e->ticket = s->issued;
    return 0;
}

int cudaEventSynchronize(event *e) {
    RUNTIME;
    if (e->on) run_until(e->on, e->ticket);
    return 0;
}

int cudaEventElapsedTime(float *milliseconds, event *start_, event *end) {
    RUNTIME;
    if (!start_->on || !end->on || start_->on->done < start_->ticket || end->on->done < end->ticket) return 600;
    *milliseconds = 1;
    return 0;
}

// ---- cuBLAS ------------------------------------------------------------------------------------------------------

static int make_handle(void **out) {
    *out = calloc(1, sizeof(handle));
    alive++;
    return 0;
}

static void drop_handle(void *h) {
    free(h);
    alive--;
}

const char *cublasGetStatusString(int code) { return code == 3 ? "CUBLAS_STATUS_ALLOC_FAILED" : "an error of the shim"; }
int cublasCreate_v2(void **h) {
    ENTER(current, 1) if (code) return code;
    if (blas_handles[current] >= most_blas_handles) return 3;
    blas_handles[current]++;
    make_handle(h);
    (*(handle **)h)->device = current;
    return 0;
}

int cublasDestroy_v2(void *h) {
    ENTER(current, CUBLAS_FAILURE)
    blas_handles[((handle *)h)->device]--;
    drop_handle(h);
    return code;
}

int cublasSetStream_v2(handle *h, stream *s) { ENTER(current, CUBLAS_FAILURE) h->on = s; return code; }
int cublasSetPointerMode_v2(handle *h, int mode) { CUBLAS(h); h->device_pointers = mode; return 0; }

static size_t span(long rows, long columns, long ld, size_t bytes) { return ((columns - 1) * ld + rows) * bytes; }
static void check_host_factors(handle *h) { if (h->device_pointers) breach("factors are on the host, and sought on the device"); }
static int cblas_triangle(int fill) { return fill == 1 ? 121 : 122; }
static int cblas_operation(int op) { return op == 0 ? 111 : 112; }

static void run_syrk(const uint64_t *a) { // type fill op n k alpha A lda beta C ldc
    int n = (int)a[3], k = (int)a[4], lda = (int)a[7], ldc = (int)a[10];
    size_t size = a[0] == TYPE_F64 ? 8 : 4;
    const void *from = open_device(a[6], a[2] == 0 ? span(n, k, lda, size) : span(k, n, lda, size));
    void *to = open_device(a[9], span(n, n, ldc, size));
    int fill = cblas_triangle((int)a[1]), op = cblas_operation((int)a[2]);
    if (a[0] == TYPE_F64) cblas_dsyrk(COLUMN_MAJOR, fill, op, n, k, real(a[5]), from, lda, real(a[8]), to, ldc);
    else cblas_ssyrk(COLUMN_MAJOR, fill, op, n, k, (float)real(a[5]), from, lda, (float)real(a[8]), to, ldc);
}

int cublasDsyrk_v2(handle *h, int fill, int op, int n, int k, const double *alpha, const double *a, int lda,
                   const double *beta, double *c, int ldc) {
    CUBLAS(h);
    check_host_factors(h);
    ENQUEUE(h->on, run_syrk, TYPE_F64, fill, op, n, k, bits(*alpha), (uint64_t)a, lda, bits(*beta), (uint64_t)c, ldc);
    return 0;
}

int cublasSsyrk_v2(handle *h, int fill, int op, int n, int k, const float *alpha, const float *a, int lda,
                   const float *beta, float *c, int ldc) {
    CUBLAS(h);
    check_host_factors(h);
    ENQUEUE(h->on, run_syrk, TYPE_F32, fill, op, n, k, bits(*alpha), (uint64_t)a, lda, bits(*beta), (uint64_t)c, ldc);
    return 0;
}

static void run_geam(const uint64_t *a) { // type op m n A lda C ldc
    long m = (long)a[2], n = (long)a[3], lda = (long)a[5], ldc = (long)a[7];
    size_t size = a[0] == TYPE_F64 ? 8 : 4;
    const char *from = open_device(a[4], a[1] == 0 ? span(m, n, lda, size) : span(n, m, lda, size));
    char *to = open_device(a[6], span(m, n, ldc, size));
    for (long j = 0; j < n; j++)
        for (long i = 0; i < m; i++)
            memcpy(to + (j * ldc + i) * size, from + (a[1] == 0 ? j * lda + i : i * lda + j) * size, size);
}

// Whether arrays lie partly in each other: either one is the other, or they are apart.
static int are_entangled(const void *a, size_t a_bytes, const void *c, size_t c_bytes) {
    return a != c && (char *)a < (char *)c + c_bytes && (char *)c < (char *)a + a_bytes;
}

static void run_sum(const uint64_t *a) { // m n alpha A lda beta B ldb C ldc
    long m = (long)a[0], n = (long)a[1], lda = (long)a[4], ldb = (long)a[7], ldc = (long)a[9];
    double alpha = real(a[2]), beta = real(a[5]);
    const double *left = open_device(a[3], span(m, n, lda, 8));
    const double *right = beta == 0 ? NULL : open_device(a[6], span(m, n, ldb, 8));
    double *to = open_device(a[8], span(m, n, ldc, 8));
    for (long j = 0; j < n; j++)
        for (long i = 0; i < m; i++)
            to[j * ldc + i] = alpha * left[j * lda + i] + (right ? beta * right[j * ldb + i] : 0);
}

// A sum of two matrices in float64, or one matrix, transposed or not, as it is.
static int geam(handle *h, int type, const int *shape, double alpha, const void *a, int lda, double beta, const void *b,
                int ldb, void *c, int ldc) {
    int m = shape[2], n = shape[3];
    check_host_factors(h);
    if (shape[1] != 0 || (b == c && ldb != ldc)) return 7;
    if (alpha == 1 && beta == 0) {
        if (a == c && shape[0] != 0) breach("a matrix that is transposed into itself");
        ENQUEUE(h->on, run_geam, type, shape[0], m, n, (uint64_t)a, lda, (uint64_t)c, ldc);
        return 0;
    }
    if (type != TYPE_F64 || shape[0] != 0 || (a == c && lda != ldc)) return 7;
    if (are_entangled(a, span(m, n, lda, 8), c, span(m, n, ldc, 8))
        || (beta != 0 && are_entangled(b, span(m, n, ldb, 8), c, span(m, n, ldc, 8))))
        breach("a sum that is written over a part of what is added");
    ENQUEUE(h->on, run_sum, m, n, bits(alpha), (uint64_t)a, lda, bits(beta), (uint64_t)b, ldb, (uint64_t)c, ldc);
    return 0;
}

int cublasDgeam(handle *h, int opa, int opb, int m, int n, const double *alpha, const double *a, int lda,
                const double *beta, const double *b, int ldb, double *c, int ldc) {
    CUBLAS(h);
    return geam(h, TYPE_F64, (int[]){opa, opb, m, n}, *alpha, a, lda, *beta, b, ldb, c, ldc);
}

int cublasSgeam(handle *h, int opa, int opb, int m, int n, const float *alpha, const float *a, int lda,
                const float *beta, const float *b, int ldb, float *c, int ldc) {
    CUBLAS(h);
    return geam(h, TYPE_F32, (int[]){opa, opb, m, n}, *alpha, a, lda, *beta, b, ldb, c, ldc);
}

static void run_dgmm(const uint64_t *a) { // side m n A lda x incx C ldc
    long m = (long)a[1], n = (long)a[2], lda = (long)a[4], incx = (long)a[6], ldc = (long)a[8];
    const double *from = open_device(a[3], span(m, n, lda, 8));
    const double *x = open_device(a[5], (((a[0] ? n : m) - 1) * incx + 1) * 8);
    double *to = open_device(a[7], span(m, n, ldc, 8));
    for (long j = 0; j < n; j++)
        for (long i = 0; i < m; i++) to[j * ldc + i] = from[j * lda + i] * x[(a[0] ? j : i) * incx];
}

int cublasDdgmm(handle *h, int side, int m, int n, const double *a, int lda, const double *x, int incx, double *c,
                int ldc) {
    CUBLAS(h);
    if (m < 1 || n < 1 || lda < m || ldc < m || incx < 1 || (a == c && lda != ldc)) return 7;
    size_t x_bytes = (((size_t)(side ? n : m) - 1) * incx + 1) * 8;
    if (x == c || are_entangled(x, x_bytes, c, span(m, n, ldc, 8))
        || are_entangled(a, span(m, n, lda, 8), c, span(m, n, ldc, 8)))
        breach("a scaled matrix that is written over its factors");
    ENQUEUE(h->on, run_dgmm, side, m, n, (uint64_t)a, lda, (uint64_t)x, incx, (uint64_t)c, ldc);
    return 0;
}

static void run_syr2(const uint64_t *a) { // fill n alpha x incx y incy A lda
    cblas_dsyr2(COLUMN_MAJOR, cblas_triangle((int)a[0]), (int)a[1], real(a[2]), open_device(a[3], a[1] * a[4] * 8),
                (int)a[4], open_device(a[5], a[1] * a[6] * 8), (int)a[6],
                open_device(a[7], span((long)a[1], (long)a[1], (long)a[8], 8)), (int)a[8]);
}

int cublasDsyr2_v2(handle *h, int fill, int n, const double *alpha, const double *x, int incx, const double *y, int incy,
                   double *a, int lda) {
    CUBLAS(h);
    check_host_factors(h);
    if (n < 1 || incx != 1 || incy != 1 || lda < n) return 7;
    ENQUEUE(h->on, run_syr2, fill, n, bits(*alpha), (uint64_t)x, incx, (uint64_t)y, incy, (uint64_t)a, lda);
    return 0;
}

static void run_dot(const uint64_t *a) { // type n x incx y incy result
    long n = (long)a[1], incx = (long)a[3], incy = (long)a[5];
    size_t size = a[0] == TYPE_F64 ? 8 : 4;
    const void *x = open_device(a[2], ((n - 1) * incx + 1) * size), *y = open_device(a[4], ((n - 1) * incy + 1) * size);
    void *result = open_device(a[6], size);
    double sum = 0;
    for (long i = 0; i < n; i++)
        sum += a[0] == TYPE_F64 ? ((double *)x)[i * incx] * ((double *)y)[i * incy]
                                : (double)((float *)x)[i * incx] * ((float *)y)[i * incy];
    if (a[0] == TYPE_F64) *(double *)result = sum;
    else *(float *)result = (float)sum;
}

static int dot(handle *h, int type, int n, const void *x, int incx, const void *y, int incy, void *result) {
    if (!h->device_pointers) breach("a sum that stops the host");
    ENQUEUE(h->on, run_dot, type, n, (uint64_t)x, incx, (uint64_t)y, incy, (uint64_t)result);
    return 0;
}

int cublasDdot_v2(handle *h, int n, const double *x, int incx, const double *y, int incy, double *result) {
    CUBLAS(h);
    return dot(h, TYPE_F64, n, x, incx, y, incy, result);
}

int cublasSdot_v2(handle *h, int n, const float *x, int incx, const float *y, int incy, float *result) {
    CUBLAS(h);
    return dot(h, TYPE_F32, n, x, incx, y, incy, result);
}

// ---- cuSOLVER ----------------------------------------------------------------------------------------------------

int cusolverDnCreate(void **h) { ENTER(current, 1) return code ? code : make_handle(h); }
int cusolverDnDestroy(void *h) { ENTER(current, CUSOLVER_FAILURE) drop_handle(h); return code; }
int cusolverDnSetStream(handle *h, stream *s) { ENTER(current, CUSOLVER_FAILURE) h->on = s; return code; }
int cusolverDnCreateParams(void **p) { ENTER(current, 1) return code ? code : make_handle(p); }
int cusolverDnDestroyParams(void *p) { ENTER(current, CUSOLVER_FAILURE) drop_handle(p); return code; }
int cusolverDnCreateSyevjInfo(void **p) { ENTER(current, 1) return code ? code : make_handle(p); }
int cusolverDnDestroySyevjInfo(void *p) { ENTER(current, CUSOLVER_FAILURE) drop_handle(p); return code; }

static size_t device_scratch(long n, long batch) { return 64 * n * batch + 256; }
static size_t host_scratch(long n) { return 8 * n + 32; }

static void use_scratch(const uint64_t *b, long n, long batch) { // device deviceBytes host hostBytes
    if (b[1] < device_scratch(n, batch) || (b[2] ? b[3] < host_scratch(n) : 0)) breach("a workspace that is too small");
    memset(open_device(b[0], b[1]), 0x5a, b[1]);
    if (b[2]) memset((void *)b[2], 0x5a, b[3]);
}

static void run_syev(const uint64_t *a) { // type fill n batch A W info device deviceBytes host hostBytes
    long n = (long)a[2], batch = (long)a[3];
    size_t size = a[0] == TYPE_F64 ? 8 : 4;
    use_scratch(a + 7, n, batch);
    char *matrices = open_device(a[4], n * n * batch * size), *values = open_device(a[5], n * batch * size);
    int *info = open_device(a[6], 4 * batch);
    char fill = a[1] == 0 ? 'L' : 'U';
    for (long i = 0; i < batch; i++) {
        void *m = matrices + i * n * n * size, *w = values + i * n * size;
        info[i] = a[0] == TYPE_F64 ? LAPACKE_dsyevd(COLUMN_MAJOR, 'N', fill, (int)n, m, (int)n, w)
                                   : LAPACKE_ssyevd(COLUMN_MAJOR, 'N', fill, (int)n, m, (int)n, w);
        if (unconverged > 0 && unconverged--) info[i] = 1;
        if (spoil > 0 && spoil--) {
            if (a[0] == TYPE_F64) ((double *)w)[n - 1] *= 1.001;
            else ((float *)w)[n - 1] *= 1.1f;
        }
        memset(m, 0x5a, n * n * size);
    }
}

int cusolverDnXsyevd_bufferSize(handle *h, void *p, int jobz, int fill, int64_t n, int at, const void *a, int64_t lda,
                                int wt, const void *w, int ct, size_t *device, size_t *host) {
    CUSOLVER(h);
    (void)p, (void)fill, (void)a, (void)w;
    if (jobz != 0 || lda != n || at != wt || at != ct) return 3;
    *device = device_scratch(n, 1);
    *host = host_scratch(n);
    return 0;
}

int cusolverDnXsyevd(handle *h, void *p, int jobz, int fill, int64_t n, int at, void *a, int64_t lda, int wt, void *w,
                     int ct, void *device, size_t device_bytes, void *host, size_t host_bytes, int *info) {
    CUSOLVER(h);
    (void)p;
    if (jobz != 0 || lda != n || at != wt || at != ct || !host) return 3;
    ENQUEUE(h->on, run_syev, at, fill, n, 1, (uint64_t)a, (uint64_t)w, (uint64_t)info, (uint64_t)device, device_bytes,
            (uint64_t)host, host_bytes);
    return 0;
}

#ifndef CUDA_BEFORE_12_6_2
int cusolverDnXsyevBatched_bufferSize(handle *h, void *p, int jobz, int fill, int64_t n, int at, const void *a,
                                      int64_t lda, int wt, const void *w, int ct, size_t *device, size_t *host,
                                      int64_t batch) {
    CUSOLVER(h);
    (void)p, (void)fill, (void)a, (void)w;
    if (jobz != 0 || lda != n || at != wt || at != ct || batch < 1) return 3;
    *device = device_scratch(n, batch);
    *host = host_scratch(n);
    return 0;
}

int cusolverDnXsyevBatched(handle *h, void *p, int jobz, int fill, int64_t n, int at, void *a, int64_t lda, int wt,
                           void *w, int ct, void *device, size_t device_bytes, void *host, size_t host_bytes, int *info,
                           int64_t batch) {
    CUSOLVER(h);
    (void)p;
    if (jobz != 0 || lda != n || at != wt || at != ct || !host) return 3;
    ENQUEUE(h->on, run_syev, at, fill, n, batch, (uint64_t)a, (uint64_t)w, (uint64_t)info, (uint64_t)device,
            device_bytes, (uint64_t)host, host_bytes);
    return 0;
}

#endif

static int jacobi_scratch(handle *h, int jobz, int n, int lda, int *length, int batch, int size) {
    (void)h;
    if (jobz != 0 || lda != n || n > 32) return 3;
    *length = (int)(device_scratch(n, batch) / size + 1);
    return 0;
}

int cusolverDnDsyevjBatched_bufferSize(handle *h, int jobz, int fill, int n, const void *a, int lda, const void *w,
                                       int *length, void *info, int batch) {
    CUSOLVER(h);
    (void)fill, (void)a, (void)w, (void)info;
    return jacobi_scratch(h, jobz, n, lda, length, batch, 8);
}

int cusolverDnSsyevjBatched_bufferSize(handle *h, int jobz, int fill, int n, const void *a, int lda, const void *w,
                                       int *length, void *info, int batch) {
    CUSOLVER(h);
    (void)fill, (void)a, (void)w, (void)info;
    return jacobi_scratch(h, jobz, n, lda, length, batch, 4);
}

int cusolverDnDsyevjBatched(handle *h, int jobz, int fill, int n, void *a, int lda, void *w, void *work, int length,
                            int *info, void *jacobi, int batch) {
    CUSOLVER(h);
    (void)jacobi;
    if (jobz != 0 || lda != n || n > 32) return 3;
    ENQUEUE(h->on, run_syev, TYPE_F64, fill, n, batch, (uint64_t)a, (uint64_t)w, (uint64_t)info, (uint64_t)work,
            (uint64_t)length * 8, 0, 0);
    return 0;
}

int cusolverDnSsyevjBatched(handle *h, int jobz, int fill, int n, void *a, int lda, void *w, void *work, int length,
                            int *info, void *jacobi, int batch) {
    CUSOLVER(h);
    (void)jacobi;
    if (jobz != 0 || lda != n || n > 32) return 3;
    ENQUEUE(h->on, run_syev, TYPE_F32, fill, n, batch, (uint64_t)a, (uint64_t)w, (uint64_t)info, (uint64_t)work,
            (uint64_t)length * 4, 0, 0);
    return 0;
}

static void run_gesvd(const uint64_t *a) { // type m n A S info device deviceBytes host hostBytes
    long m = (long)a[1], n = (long)a[2];
    size_t size = a[0] == TYPE_F64 ? 8 : 4;
    use_scratch(a + 6, n, 1);
    void *matrix = open_device(a[3], m * n * size), *s = open_device(a[4], n * size);
    int *info = open_device(a[5], 4);
    *info = a[0] == TYPE_F64
                ? LAPACKE_dgesdd(COLUMN_MAJOR, 'N', (int)m, (int)n, matrix, (int)m, s, NULL, (int)m, NULL, (int)n)
                : LAPACKE_sgesdd(COLUMN_MAJOR, 'N', (int)m, (int)n, matrix, (int)m, s, NULL, (int)m, NULL, (int)n);
    if (unconverged > 0 && unconverged--) *info = 1;
    if (spoil > 0 && spoil--) {
        if (a[0] == TYPE_F64) ((double *)s)[0] *= 1.001;
        else ((float *)s)[0] *= 1.1f;
    }
}

int cusolverDnXgesvd_bufferSize(handle *h, void *p, signed char jobu, signed char jobvt, int64_t m, int64_t n, int at,
                                const void *a, int64_t lda, int st, const void *s, int ut, const void *u, int64_t ldu,
                                int vt, const void *v, int64_t ldv, int ct, size_t *device, size_t *host) {
    CUSOLVER(h);
    (void)p, (void)a, (void)s, (void)u, (void)ldu, (void)v, (void)ldv;
    if (jobu != 'N' || jobvt != 'N' || m < n || lda != m || at != st || at != ut || at != vt || at != ct) return 3;
    *device = device_scratch(n, 1);
    *host = host_scratch(n);
    return 0;
}

int cusolverDnXgesvd(handle *h, void *p, signed char jobu, signed char jobvt, int64_t m, int64_t n, int at, void *a,
                     int64_t lda, int st, void *s, int ut, void *u, int64_t ldu, int vt, void *v, int64_t ldv, int ct,
                     void *device, size_t device_bytes, void *host, size_t host_bytes, int *info) {
    CUSOLVER(h);
    (void)p, (void)u, (void)ldu, (void)v, (void)ldv;
    if (jobu != 'N' || jobvt != 'N' || m < n || lda != m || at != st || at != ut || at != vt || at != ct) return 3;
    ENQUEUE(h->on, run_gesvd, at, m, n, (uint64_t)a, (uint64_t)s, (uint64_t)info, (uint64_t)device, device_bytes,
            (uint64_t)host, host_bytes);
    return 0;
}

// ---- steering: everything takes and gives longs -------------------------------------------------------------------

long shim_alive(void) { return alive; }
long shim_breaches(void) { return breaches; }
long shim_calls(void) { return calls; }
long shim_bytes_to_device(void) { return (long)bytes_to_device; }
long shim_bytes_to_host(void) { return (long)bytes_to_host; }
long shim_devices(long n) { return devices = (int)n; }
long shim_memory(long device, long bytes) { return (long)(limits[device] = (size_t)bytes); }
long shim_break(long device) { return broken[device] = 1; }
long shim_handles(long most) { return most_blas_handles = most; }
long shim_spoil(long solves) { return spoil = solves; }
long shim_overlapped(void) { return overlapped; } // copies to a device that were issued while other streams had work

// Whoever waits for a stream waits until copies of so many bytes were issued in so many streams; a breach, if that takes
// longer than so many seconds.
long shim_await_copies(long in_streams, long bytes, long seconds) {
    copies_round++;
    copies_streams = 0;
    copies_bytes = bytes;
    copies_seconds = seconds;
    return copies_awaited = in_streams;
}
long shim_unconverged(long solves) { return unconverged = solves; }

// The k-th call from now on returns the code, once.
long shim_fail(long k, long with) {
    fail_at = calls + k;
    return fail_code = (int)with;
}

long shim_count(const char *name) {
    for (int i = 0; i < 96; i++)
        if (strcmp(counters[i].name, name) == 0) return counters[i].count;
    return 0;
}

long shim_reset(void) {
    calls = fail_at = spoil = unconverged = breaches = alive = 0;
    bytes_to_device = bytes_to_host = 0;
    overlapped = copies_awaited = 0;
    memset(blas_handles, 0, sizeof blas_handles);
    most_blas_handles = 1 << 20;
    devices = 1;
    memset(counters, 0, sizeof counters);
    for (int d = 0; d < MOST_DEVICES; d++) {
        limits[d] = (size_t)1 << 32;
        broken[d] = 0;
    }
    return 0;
}
