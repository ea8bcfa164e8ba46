package eigensweep.bench.suite;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import eigensweep.checkpoint.Checkpoint;
import eigensweep.checkpoint.Checkpoints;
import eigensweep.checkpoint.LayerOptions;
import eigensweep.checkpoint.Layers;
import eigensweep.checkpoint.SafetensorsWriter;
import eigensweep.checkpoint.SafetensorsWriter.Entry;
import eigensweep.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final byte[] WEIGHTS = new byte[Float.BYTES * SIDE * SIDE];
    private static final int ONNX_FLOAT = 1;

    @Param({"100", "5000"})
    int tensors = 1;

    @Param({"safetensors", "onnx", "npz"})
    String format = "";

    private Path file = Path.of("");
    private double checksum;

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

    private void writeSafetensors() throws IOException {
        List<Entry> entries = new ArrayList<>();
        long[] shape = {SIDE, SIDE};
        for (int i = 0; i < tensors; i++) {
            entries.add(new Entry(name(i), DType.F32, shape, data -> data.fill((byte) 0)));
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
            tensor.writeByteArray(9, WEIGHTS); // raw_data
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
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        npy.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
        npy.write((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
        npy.write(WEIGHTS);
        CRC32 crc = new CRC32();
        crc.update(npy.toByteArray());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i < tensors; i++) {
                ZipEntry entry = new ZipEntry(name(i) + ".npy");
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
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            int layers = Layers.of(checkpoint, LayerOptions.DEFAULT).size();
            checksum = layers;
            return layers;
        }
    }

    /// The baseline.
    @Benchmark
    public byte[] readFile() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        checksum = bytes.length;
        return bytes;
    }

    /// The checksum is the number of layers, or of bytes.
    @TearDown(Level.Iteration)
    public void report() {
        WorkDone.report(tensors, "tensor", checksum);
    }

    /// Deletes the file.
    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }
}
