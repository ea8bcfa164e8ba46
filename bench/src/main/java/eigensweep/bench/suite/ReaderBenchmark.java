package eigensweep.bench.suite;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.safetensors.SafetensorsWriter;
import eigensweep.checkpoint.safetensors.SafetensorsWriter.Entry;
import eigensweep.layer.Layer;
import eigensweep.layer.LayerOptions;
import eigensweep.layer.Layers;
import eigensweep.tensor.DType;
import eigensweep.tensor.Matrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Claim: a model is opened at a few microseconds a tensor, because nothing but headers is read; with tensors of 16 KiB
/// that is faster than reading the file.
///
/// Baseline: `readFile`, all bytes of the same file from the page cache into the heap. The rate is of tensors.
///
/// Run: `scripts/bench Reader`.
@State(Scope.Benchmark)
public class ReaderBenchmark {

    private static final int SIDE = 64;
    private static final int ONNX_FLOAT = 1;

    /// A time that is the same every time, for a zip file has one.
    private static final LocalDateTime WRITTEN = LocalDateTime.of(2000, Month.JANUARY, 1, 0, 0);

    @Param({"100", "5000"})
    int tensors = 1;

    @Param({"safetensors", "onnx", "npz"})
    String format = "";

    private Path file = Path.of("");
    private byte[] read = {};

    /// Writes the file.
    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("eigensweep-reader", "." + format);
        switch (format) {
            case "safetensors" -> writeSafetensors();
            case "onnx" -> writeOnnx();
            case "npz" -> writeNpz();
            default -> throw new IllegalArgumentException("no format " + format);
        }
    }

    private static String name(int i) {
        return "model.layers." + i + ".self_attn.q_proj.weight";
    }

    /// The bytes of a tensor, which are another's nowhere.
    private static byte[] weights(int i) {
        byte[] bytes = new byte[Float.BYTES * SIDE * SIDE];
        ByteBuffer weights = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (weights.hasRemaining()) {
            weights.putFloat(i + (float) weights.position() / bytes.length);
        }
        return bytes;
    }

    private void writeSafetensors() throws IOException {
        List<Entry> entries = new ArrayList<>();
        long[] shape = {SIDE, SIDE};
        for (int i = 0; i < tensors; i++) {
            byte[] weights = weights(i);
            entries.add(new Entry(
                    name(i),
                    DType.F32,
                    shape,
                    data -> MemorySegment.copy(weights, 0, data, JAVA_BYTE, 0, weights.length)));
        }
        SafetensorsWriter.write(file, entries);
    }

    /// A model of nothing but a graph of nothing but initialisers.
    private void writeOnnx() throws IOException {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(graph);
        for (int i = 0; i < tensors; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream tensor = CodedOutputStream.newInstance(bytes);
            tensor.writeInt64(1, SIDE); // dims
            tensor.writeInt64(1, SIDE);
            tensor.writeInt32(2, ONNX_FLOAT); // data_type
            tensor.writeString(8, name(i)); // name
            tensor.writeByteArray(9, weights(i)); // raw_data
            tensor.flush();
            out.writeBytes(5, ByteString.copyFrom(bytes.toByteArray())); // initializer
        }
        out.flush();
        try (OutputStream stream = Files.newOutputStream(file)) {
            CodedOutputStream model = CodedOutputStream.newInstance(stream);
            model.writeInt64(1, 8); // ir_version
            model.writeByteArray(7, graph.toByteArray()); // graph
            model.flush();
        }
    }

    private void writeNpz() throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + SIDE + ", " + SIDE + "), }";
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i < tensors; i++) {
                ByteArrayOutputStream npy = new ByteArrayOutputStream();
                npy.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
                npy.write(padded.getBytes(StandardCharsets.US_ASCII));
                npy.write(weights(i));
                CRC32 crc = new CRC32();
                crc.update(npy.toByteArray());
                ZipEntry entry = new ZipEntry(name(i) + ".npy");
                entry.setTimeLocal(WRITTEN);
                entry.setSize(npy.size());
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                npy.writeTo(zip);
                zip.closeEntry();
            }
        }
    }

    /// Opens the model, finds its layers, and closes it.
    @Benchmark
    public int open() {
        return opened(List::size);
    }

    private <T> T opened(Function<List<Layer>, T> used) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            return used.apply(Layers.of(checkpoint, LayerOptions.DEFAULT));
        }
    }

    /// The baseline.
    @Benchmark
    public byte[] readFile() throws IOException {
        read = Files.readAllBytes(file);
        return read;
    }

    /// The checksum is a CRC-32: of every byte that was read, or of every layer's name, shape and weights, for which
    /// the model is opened once more.
    @TearDown(Level.Iteration)
    public void report() {
        CRC32 crc = new CRC32();
        if (read.length > 0) {
            crc.update(read);
        } else {
            opened(layers -> {
                layers.forEach(layer -> add(layer, crc));
                return layers.size();
            });
        }
        WorkDone.report(tensors, "tensor", (double) crc.getValue());
    }

    private static void add(Layer layer, CRC32 crc) {
        for (Matrix matrix : layer.matrices()) {
            String shape = layer.title() + " " + matrix.dtype() + " " + matrix.rows() + " x " + matrix.columns();
            crc.update(shape.getBytes(StandardCharsets.UTF_8));
            crc.update(matrix.data().asByteBuffer());
        }
    }

    /// Deletes the file.
    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }
}
